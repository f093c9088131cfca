import { describe, expect, it } from 'vitest';
import type {
  ConnectClass,
  ConnectResult,
  DnsClass,
  DnsResult,
  LatencyPoint,
  MeasuredClass,
  PathMtuResult,
} from '../../../src/contracts/probe.ts';
import type { LinkFacts, PathMtuFacts } from '../../../src/probes/facts.ts';
import { measured } from '../../../src/probes/measured.ts';

const nothing: LinkFacts = {
  sourceProblem: undefined,
  destinationProblem: undefined,
  connects: [],
  pings: [],
  pathMtu: [],
  dns: undefined,
  failures: [],
};

function connect(of: ConnectClass, at = 100_000): ConnectResult {
  const duration = of === 'timeout' ? 3000 : 10;
  return {
    class: of,
    sentence: `TCP ${of}`,
    address: '10.244.2.8',
    port: 8080,
    program: 'nc',
    duration,
    at,
    evidence: [],
  };
}

/** 'R' a reply, '.' a loss; one a second, the last one at 100 s. */
function pings(pattern: string, error?: string): readonly LatencyPoint[] {
  return Array.from(pattern, (sign, index) => ({
    sequence: index,
    at: 100_000 - (pattern.length - 1 - index) * 1000,
    milliseconds: sign === 'R' ? 0.14 : undefined,
    ...(sign === '.' && error !== undefined ? { error } : {}),
  }));
}

function dns(of: DnsClass): DnsResult {
  return {
    class: of,
    sentence: `DNS ${of}`,
    name: 'backend.shop.svc.cluster.local',
    addresses: [],
    server: '10.96.0.10',
    program: 'dig',
    askedFrom: 'source pod',
    duration: 1,
    at: 100_000,
    evidence: [],
  };
}

function mtu(of: PathMtuResult['class'], smallLost = 0, fullLost = of === 'black-hole' ? 8 : 0): PathMtuFacts {
  return {
    result: { class: of, sentence: `MTU ${of}`, mtu: 1450, at: 100_000, evidence: [] },
    small: { sent: 4, lost: smallLost },
    full: { sent: 8, lost: fullLost },
  };
}

const table: readonly (readonly [string, Partial<LinkFacts>, MeasuredClass])[] = [
  ['nothing measured', {}, 'not-measured'],
  ['an open port', { connects: [connect('open')] }, 'healthy'],
  [
    'replies while no connect can be made',
    { connects: [connect('not-tested', 101_000)], pings: pings('RRRR') },
    'healthy',
  ],
  [
    'replies of long before the connect that could not be made',
    { connects: [connect('not-tested', 130_000)], pings: pings('RRRR'), pathMtu: [mtu('full-size-passes')] },
    'unclear',
  ],
  [
    'an open port and replies',
    { connects: [connect('open')], pings: pings('R'.repeat(20)), pathMtu: [mtu('full-size-passes')] },
    'healthy',
  ],
  [
    'one ping of twenty lost',
    { connects: [connect('open')], pings: pings(`${'R'.repeat(10)}.${'R'.repeat(9)}`) },
    'lossy',
  ],
  ['a third of the pings lost', { connects: [connect('open')], pings: pings('RR.RR.R.RR') }, 'lossy'],
  [
    'loss among the packets of the path MTU test',
    { connects: [connect('open')], pathMtu: [mtu('full-size-passes', 1, 2)] },
    'lossy',
  ],
  [
    'pings all lost beside an open port: ICMP alone',
    { connects: [connect('open')], pings: pings('.'.repeat(10)) },
    'healthy',
  ],
  [
    'losses at the very end: the next connect decides',
    { connects: [connect('open')], pings: pings('RRRRRRRR..') },
    'healthy',
  ],
  [
    'an open port of long ago, and no reply since',
    { connects: [connect('open', 90_000)], pings: pings(`${'R'.repeat(10)}${'.'.repeat(10)}`) },
    'unclear',
  ],
  [
    'an open port of long ago, and pings that never had a reply',
    { connects: [connect('open', 80_000)], pings: pings('.'.repeat(18)) },
    'unclear',
  ],
  [
    'an open port, and connects that can be made no more',
    { connects: [connect('open', 90_000), ...Array.from({ length: 3 }, () => connect('not-tested'))] },
    'unclear',
  ],
  [
    'an open port, and one connect that could not be made',
    { connects: [connect('open', 98_000), connect('not-tested')] },
    'healthy',
  ],
  ['a silent port', { connects: [connect('timeout')] }, 'timeout'],
  ['a silent port and silent pings', { connects: [connect('timeout')], pings: pings('RRRRR......') }, 'timeout'],
  [
    'a silent port while every ping passes',
    { connects: [connect('open', 90_000), connect('timeout')], pings: pings('R'.repeat(20)) },
    'timeout',
  ],
  [
    'a silent port while some pings pass and some do not',
    { connects: [connect('open', 90_000), connect('timeout')], pings: pings('RR.R.RR.R') },
    'lossy',
  ],
  ['a port that nobody serves', { connects: [connect('refused')], pings: pings('RRRR') }, 'refused'],
  ['a port that nobody serves on a lossy path', { connects: [connect('refused')], pings: pings('R.R.') }, 'refused'],
  ['no route', { connects: [connect('no-route')] }, 'no-route'],
  [
    'no route, and ICMP says that it is filtered',
    { connects: [connect('no-route')], pings: pings('....', 'Packet filtered') },
    'prohibited',
  ],
  ['no network', { connects: [connect('network-unreachable')] }, 'network-unreachable'],
  ['a reset', { connects: [connect('reset')] }, 'reset'],
  ['a local rule', { connects: [connect('not-permitted')] }, 'not-permitted'],
  ['a hang', { connects: [connect('hang-after-connect')] }, 'hang-after-connect'],
  [
    'full-size packets vanish',
    { connects: [connect('open')], pings: pings('RRRR'), pathMtu: [mtu('black-hole')] },
    'path-mtu-black-hole',
  ],
  [
    'a path that says that packets are too long',
    { connects: [connect('open')], pathMtu: [mtu('reported', 0, 8)] },
    'healthy',
  ],
  ['a name that does not exist', { connects: [connect('open')], dns: dns('nxdomain') }, 'dns-failing'],
  ['a silent name server, the address open', { connects: [connect('open')], dns: dns('timeout') }, 'dns-failing'],
  [
    'an unreachable name server, the address open',
    { connects: [connect('open')], dns: dns('unreachable') },
    'dns-failing',
  ],
  ['a silent name server and a silent address', { connects: [connect('timeout')], dns: dns('timeout') }, 'timeout'],
  [
    'a silent name server, and a connect to the name that gave up',
    { connects: [{ ...connect('timeout'), address: dns('timeout').name }], dns: dns('timeout') },
    'dns-failing',
  ],
  [
    'a silent name server on a lossy path',
    { connects: [connect('open')], pings: pings('R.RR.R'), dns: dns('timeout') },
    'lossy',
  ],
  ['a name that only the program tried', { connects: [connect('name-not-resolved')] }, 'dns-failing'],
  ['a name server that fails and no connect yet', { dns: dns('servfail') }, 'dns-failing'],
  [
    'a source that is gone',
    { sourceProblem: 'pod shop/web-1 was deleted', connects: [connect('open')] },
    'source-unusable',
  ],
  ['no destination', { destinationProblem: 'there is no pod shop/x' }, 'unclear'],
  ['a connect that could not be made', { connects: [connect('not-tested')] }, 'unclear'],
  ['ping alone, all replies', { pings: pings('RRRRR') }, 'healthy'],
  ['ping alone, silent: TCP may pass', { pings: pings('.....') }, 'unclear'],
  ['ping alone, some lost', { pings: pings('RR.RR') }, 'lossy'],
  ['ping alone, host unreachable', { pings: pings('...', 'Destination Host Unreachable') }, 'no-route'],
  ['an outage that is over', { connects: [connect('open')], pings: pings('......RRRRRR') }, 'healthy'],
  ['an outage that is barely over', { connects: [connect('open')], pings: pings('RRR......RR') }, 'lossy'],
  [
    'a mark between the replies',
    {
      connects: [connect('open')],
      pings: [...pings('RRR'), { sequence: 2, at: 100_000, milliseconds: undefined, mark: 'now pod b' }],
    },
    'healthy',
  ],
];

describe('the one-line answer of a link', () => {
  for (const [title, facts, wanted] of table) {
    it(`${title} is ${wanted}`, () => {
      expect(measured({ ...nothing, ...facts }).class).toBe(wanted);
    });
  }

  it('says the numbers of a dropped link', () => {
    const facts = { ...nothing, connects: [connect('timeout')], pings: pings('.'.repeat(10)) };
    expect(measured(facts).sentence).toBe('DROPPED timeout 3.0 s · ping 10/10 lost');
  });

  it('says the numbers of a lossy link', () => {
    const facts = { ...nothing, connects: [connect('open')], pings: pings('RRR.RRR.RR') };
    expect(measured(facts).sentence).toBe('LOSSY TCP 8080 open · ping 2/10 lost');
  });

  it('says that pings are lost where TCP passes', () => {
    const facts = { ...nothing, connects: [connect('open')], pings: pings('...') };
    expect(measured(facts).sentence).toBe('OPEN TCP 8080 open · ping 3/3 lost (ICMP only: TCP passes)');
  });

  it('does not say that TCP passes when the connect is older than the silence', () => {
    const facts = { connects: [connect('open', 80_000)], pings: pings('.'.repeat(18)) };
    expect(measured({ ...nothing, ...facts }).sentence).toBe(
      'UNCLEAR no reply since the last connect · TCP 8080 open · ping 18/18 lost',
    );
  });

  it('does not call timed connects pings', () => {
    const facts = { connects: [connect('open')], pingMethod: 'tcp-connect' as const };
    const sentences = ['RRRR', '....'].map(
      (pattern) => measured({ ...nothing, ...facts, pings: pings(pattern) }).sentence,
    );
    expect(sentences).toEqual([
      'OPEN TCP 8080 open · TCP connect time 0/4 lost, p50 0.14 ms',
      'OPEN TCP 8080 open · TCP connect time 4/4 lost',
    ]);
  });

  it('says why the source cannot be used', () => {
    expect(measured({ ...nothing, sourceProblem: 'pod shop/web-1 was deleted 3 s ago' }).sentence).toBe(
      'SOURCE UNUSABLE pod shop/web-1 was deleted 3 s ago',
    );
  });
});
