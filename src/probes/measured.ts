import type { ConnectResult, DnsResult, Measured, MeasuredClass } from '../contracts/probe.ts';
import type { LinkFacts } from './facts.ts';
import { type Loss, lossDuring, lostSince, pathMtuLoss, pingLoss } from './loss.ts';
import { measuredSentence } from './measured-sentence.ts';

/**
 * What the probes measured, as one class and one sentence of facts. Pure. The order is that of certainty: an unusable
 * source proves nothing, a name that does not resolve comes before the address behind it, a failed connect before the
 * quality of a path; where probes disagree it says so instead of choosing.
 */
export function measured(facts: LinkFacts): Measured {
  const answer = (of: MeasuredClass, remark?: string, about = facts): Measured => ({
    class: of,
    sentence: measuredSentence(of, about, remark),
  });
  if (facts.sourceProblem !== undefined) return answer('source-unusable');
  const connect = newestConnect(facts);
  const pings = pingLoss(facts.pings);
  if (facts.destinationProblem !== undefined && connect?.class !== 'open')
    return answer('unclear', facts.destinationProblem);
  if (connect === undefined && pings.sent === 0 && facts.pathMtu.length === 0 && facts.dns === undefined) {
    return answer(facts.failures.length > 0 || facts.connects.length > 0 ? 'unclear' : 'not-measured');
  }
  if (dnsFails(facts.dns, connect, lossy(facts, pings))) return answer('dns-failing');
  if (connect === undefined) {
    const recent = sinceLastTry(facts);
    return answer(withoutConnect(recent, pingLoss(recent.pings)), undefined, recent);
  }
  switch (connect.class) {
    case 'open':
      if (lostSince(facts.pings, connect.at)) return answer('unclear', 'no reply since the last connect');
      return answer(whenOpen(facts, pings));
    case 'timeout':
      return answer(pathLosesDuring(facts, connect) ? 'lossy' : 'timeout');
    case 'no-route':
      return answer(pingSaysProhibited(facts) ? 'prohibited' : 'no-route');
    case 'name-not-resolved':
      return answer('dns-failing');
    case 'not-tested':
      return answer('unclear');
    default:
      return answer(connect.class);
  }
}

/** Tries that could not be made before what was found earlier counts no more. */
const mostUntested = 3;

/** The newest connect that was made; undefined where none was, or where it could not be made for some time. */
function newestConnect({ connects }: LinkFacts): ConnectResult | undefined {
  const at = connects.findLastIndex((result) => result.class !== 'not-tested');
  return connects.length - 1 - at >= mostUntested ? undefined : connects[at];
}

/** Milliseconds; beside a connect that could not be made, what is older was measured in another time. */
const mostBeforeTry = 8000;

/** While connects cannot be made, pings and packets count only if they arrived about when the last one was tried. */
function sinceLastTry(facts: LinkFacts): LinkFacts {
  const newest = facts.connects.at(-1);
  if (newest === undefined) return facts;
  const from = newest.at - mostBeforeTry;
  return {
    ...facts,
    pings: facts.pings.filter(({ at }) => at >= from),
    pathMtu: facts.pathMtu.filter(({ result }) => result.at >= from),
  };
}

/** An open port: what remains is the quality of the path. Pings that are all lost beside open connects are ICMP's own affair. */
function whenOpen(facts: LinkFacts, pings: ReturnType<typeof pingLoss>): MeasuredClass {
  if (facts.pathMtu.at(-1)?.result.class === 'black-hole') return 'path-mtu-black-hole';
  return lossy(facts, pings) ? 'lossy' : 'healthy';
}

/** Some packets are lost and some pass, by ping or by the packets of the path MTU test. */
function lossy(facts: LinkFacts, pings: ReturnType<typeof pingLoss>): boolean {
  const packets: Loss = pathMtuLoss(facts.pathMtu.at(-1));
  return pings.mixed || (packets.lost > 0 && packets.lost < packets.sent);
}

/** Without a connect, ping alone must do: it can prove a path good or lossy, but not that a silent one is closed for TCP. */
function withoutConnect(facts: LinkFacts, pings: ReturnType<typeof pingLoss>): MeasuredClass {
  if (facts.pathMtu.at(-1)?.result.class === 'black-hole') return 'path-mtu-black-hole';
  if (lossy(facts, pings)) return 'lossy';
  if (pings.sent > 0 && pings.replies === pings.sent) return 'healthy';
  if (pings.sent > 0) return allErrors(facts);
  if (facts.pathMtu.at(-1)?.result.class === 'full-size-passes') return 'healthy';
  return facts.dns?.class === 'answered' && facts.connects.length === 0 ? 'not-measured' : 'unclear';
}

/** Pings that all came back with the same ICMP error are an answer; silence is not. */
function allErrors(facts: LinkFacts): MeasuredClass {
  const newest = facts.pings.filter((point) => point.mark === undefined).slice(-3);
  const all = (pattern: RegExp): boolean =>
    newest.length > 0 && newest.every((point) => pattern.test(point.error ?? ''));
  if (all(/host unreachable|no route to host|address unreachable/i)) return 'no-route';
  if (all(/filtered|prohibited/i)) return 'prohibited';
  if (all(/network is unreachable/i)) return 'network-unreachable';
  if (all(/not permitted/i)) return 'not-permitted';
  return 'unclear';
}

/**
 * A name that does not resolve fails the link for everyone who uses the name. A server that is silent says less: where
 * nothing passes at all, or the path loses packets anyway, that is the finding and DNS one of its victims.
 */
function dnsFails(dns: DnsResult | undefined, connect: ConnectResult | undefined, pathLossy: boolean): boolean {
  if (dns === undefined || dns.class === 'answered' || dns.class === 'not-tested') return false;
  const silent = dns.class === 'timeout' || dns.class === 'unreachable';
  if (!silent || connect === undefined) return true;
  if (connect.class === 'name-not-resolved') return true;
  // A program that was given the name gave up while it resolved it.
  if (connect.class === 'timeout' && dns.name === connect.address) return true;
  if (connect.class !== 'open') return false;
  return !(dns.class === 'timeout' && pathLossy);
}

function pathLosesDuring(facts: LinkFacts, connect: ConnectResult): boolean {
  const started = connect.at - (connect.duration ?? 0);
  const during = lossDuring(facts.pings, started);
  if (during.lost > 0 && during.lost < during.sent) return true;
  const newest = facts.pathMtu.at(-1);
  if (newest === undefined || newest.result.at < started) return false;
  const packets = pathMtuLoss(newest);
  return packets.lost > 0 && packets.lost < packets.sent;
}

function pingSaysProhibited(facts: LinkFacts): boolean {
  return facts.pings.slice(-5).some((point) => /filtered|prohibited/i.test(point.error ?? ''));
}
