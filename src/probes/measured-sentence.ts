import type { ConnectClass, ConnectResult, LatencyPoint, MeasuredClass } from '../contracts/probe.ts';
import type { LinkFacts } from './facts.ts';
import { connectLoss, lostSince, pingLoss } from './loss.ts';
import { milliseconds } from './series/latency-summary.ts';
import { percentile } from './series/percentile.ts';

/** The word that opens the line, readable without colour. */
const words: Readonly<Record<MeasuredClass, string>> = {
  'not-measured': 'NOT MEASURED',
  healthy: 'OPEN',
  lossy: 'LOSSY',
  'path-mtu-black-hole': 'PATH MTU BLACK HOLE',
  'dns-failing': 'DNS FAILING',
  'source-unusable': 'SOURCE UNUSABLE',
  unclear: 'UNCLEAR',
  refused: 'REFUSED',
  timeout: 'DROPPED',
  'no-route': 'NO ROUTE',
  prohibited: 'PROHIBITED',
  'network-unreachable': 'NETWORK UNREACHABLE',
  'hang-after-connect': 'HANGS AFTER CONNECT',
  reset: 'RESET',
  'not-permitted': 'NOT PERMITTED',
  'name-not-resolved': 'NAME NOT RESOLVED',
};

/** 'DROPPED timeout 3.0 s · ping 10/10 lost': the class's word, then every fact there is. Pure. */
export function measuredSentence(of: MeasuredClass, facts: LinkFacts, remark?: string): string {
  if (of === 'source-unusable') return `${words[of]} ${facts.sourceProblem ?? ''}`.trim();
  if (of === 'not-measured') return words[of];
  const parts = [remark, dnsPart(of, facts), connectPart(facts), pingPart(facts), mtuPart(facts)];
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0) known.push(...facts.failures.slice(0, 2));
  return `${words[of]} ${known.join(' · ')}`.trim();
}

function connectPart(facts: LinkFacts): string | undefined {
  const newest = facts.connects.at(-1);
  if (newest === undefined) return undefined;
  const loss = connectLoss(facts.connects);
  const counts = loss.lost > 0 && loss.lost < loss.sent ? ` (${loss.lost}/${loss.sent} timed out)` : '';
  return `${connectWords(newest)}${counts}`;
}

function connectWords(result: ConnectResult): string {
  if (result.class === 'timeout') return `timeout ${((result.duration ?? 0) / 1000).toFixed(1)} s`;
  if (result.class === 'not-tested') return result.sentence;
  const port = result.port === undefined ? 'TCP' : `TCP ${result.port}`;
  return `${port} ${short[result.class]}`;
}

const short: Readonly<Record<Exclude<ConnectClass, 'timeout' | 'not-tested'>, string>> = {
  open: 'open',
  refused: 'refused',
  'no-route': 'no route to host',
  prohibited: 'administratively prohibited',
  'network-unreachable': 'network unreachable',
  'hang-after-connect': 'connects, then no data',
  reset: 'connects, then reset',
  'not-permitted': 'sending not permitted in the source',
  'name-not-resolved': 'name not resolved',
};

function pingPart(facts: LinkFacts): string | undefined {
  const loss = pingLoss(facts.pings);
  if (loss.sent === 0) return undefined;
  const newest = facts.pings.filter((point) => point.mark === undefined).slice(-20);
  const what = facts.pingMethod === 'tcp-connect' ? 'TCP connect time' : 'ping';
  if (loss.lost === 0) {
    const times = newest.flatMap((point) => (point.milliseconds === undefined ? [] : [point.milliseconds]));
    const median = percentile(
      times.toSorted((a, b) => a - b),
      0.5,
    );
    return `${what} 0/${loss.sent} lost${median === undefined ? '' : `, p50 ${milliseconds(median)}`}`;
  }
  const error = lastError(newest);
  const connect = facts.connects.at(-1);
  const passes = connect?.class === 'open' && what === 'ping' && !lostSince(facts.pings, connect.at);
  const filtered = loss.replies === 0 && passes ? ' (ICMP only: TCP passes)' : '';
  return `${what} ${loss.lost}/${loss.sent} lost${error === undefined ? '' : ` (${error})`}${filtered}`;
}

function lastError(points: readonly LatencyPoint[]): string | undefined {
  return points.findLast((point) => point.error !== undefined)?.error;
}

function mtuPart(facts: LinkFacts): string | undefined {
  const newest = facts.pathMtu.at(-1);
  if (newest === undefined) return undefined;
  const { result, small, full } = newest;
  switch (result.class) {
    case 'full-size-passes': {
      const lost = small.lost + full.lost;
      const counts = lost > 0 ? ` (${lost}/${small.sent + full.sent} lost)` : '';
      return `${result.mtu ?? 'full-size'} bytes pass${counts}`;
    }
    case 'black-hole':
    case 'reported':
      return result.sentence;
    case 'nothing-passes':
    case 'not-tested':
      return undefined;
  }
}

function dnsPart(of: MeasuredClass, facts: LinkFacts): string | undefined {
  const { dns } = facts;
  if (dns === undefined || dns.class === 'not-tested') return undefined;
  if (dns.class === 'answered') return of === 'healthy' ? undefined : 'DNS answers';
  return dns.sentence;
}
