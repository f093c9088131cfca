import { describe, expect, it } from 'vitest';
import { podYaml } from '../../support/policy-flows.ts';
import { allowed, clusterOf, networkPolicy } from './cluster.ts';

const ports = [
  { name: 'http', containerPort: 8080, protocol: 'TCP' },
  { name: 'dns', containerPort: 53, protocol: 'UDP' },
];
const pods = [
  podYaml('shop/web', { app: 'web' }),
  podYaml('shop/api', { app: 'api' }, { ports }),
  podYaml('shop/old', { app: 'old' }, { ports: [{ name: 'http', containerPort: 80, protocol: 'TCP' }] }),
];

const listing = (...list: readonly unknown[]) =>
  clusterOf([...pods, networkPolicy('shop/one', { podSelector: {}, ingress: [{ ports: list }] })]);

/** Which of some traffic reaches shop/api. */
function passing(cluster: ReturnType<typeof listing>, ...traffic: readonly string[]): readonly string[] {
  return traffic.filter((one) => allowed(cluster, 'shop/web', 'shop/api', one) === 'yes');
}

describe('the ports of a NetworkPolicy', () => {
  it.each([
    ['missing', [{}]],
    ['empty', [{ ports: [] }]],
  ])('row 10: `ports` %s are all ports of all protocols', (_name, ingress) => {
    const cluster = clusterOf([...pods, networkPolicy('shop/one', { podSelector: {}, ingress })]);
    expect(passing(cluster, 'TCP 80', 'UDP 53', 'SCTP 7', 'ICMP 8/0')).toEqual([
      'TCP 80',
      'UDP 53',
      'SCTP 7',
      'ICMP 8/0',
    ]);
  });

  it('row 11: a protocol without a port is every port of it, and nothing of another', () => {
    expect(passing(listing({ protocol: 'TCP' }), 'TCP 80', 'TCP 65535', 'UDP 80')).toEqual(['TCP 80', 'TCP 65535']);
  });

  it('row 12: a port without a protocol is TCP', () => {
    expect(passing(listing({ port: 80 }), 'TCP 80', 'UDP 80', 'SCTP 80')).toEqual(['TCP 80']);
  });

  it('row 14: ports in one list are alternatives', () => {
    expect(passing(listing({ port: 80 }, { port: 443 }), 'TCP 80', 'TCP 443', 'TCP 81')).toEqual(['TCP 80', 'TCP 443']);
  });

  it('row 39: a named port is what the destination calls so, on each pod its own number', () => {
    const cluster = listing({ port: 'http' });
    expect(passing(cluster, 'TCP 8080', 'TCP 80')).toEqual(['TCP 8080']);
    expect(allowed(cluster, 'shop/api', 'shop/old', 'TCP 80')).toBe('yes');
    expect(allowed(cluster, 'shop/api', 'shop/web', 'TCP 80')).toBe('no');
  });

  it('row 39: a named port of an egress rule is resolved by the destination too', () => {
    const egress = [{ ports: [{ port: 'http' }] }];
    const cluster = clusterOf([
      ...pods,
      networkPolicy('shop/one', { podSelector: {}, policyTypes: ['Egress'], egress }),
    ]);
    expect(passing(cluster, 'TCP 8080', 'TCP 80')).toEqual(['TCP 8080']);
  });

  it('row 40: a named port never admits an outside address', () => {
    const egress = [{ ports: [{ port: 'http' }] }];
    const cluster = clusterOf([
      ...pods,
      networkPolicy('shop/one', { podSelector: {}, policyTypes: ['Egress'], egress }),
    ]);
    expect(allowed(cluster, 'shop/web', '203.0.113.7', 'TCP 8080')).toBe('no');
  });

  it('row 41: the protocol of a named port counts', () => {
    expect(passing(listing({ port: 'dns' }), 'TCP 53', 'UDP 53')).toEqual([]);
    expect(passing(listing({ port: 'dns', protocol: 'UDP' }), 'TCP 53', 'UDP 53')).toEqual(['UDP 53']);
  });

  it('row 42: endPort is part of its range', () => {
    expect(passing(listing({ port: 80, endPort: 90 }), 'TCP 79', 'TCP 80', 'TCP 90', 'TCP 91')).toEqual([
      'TCP 80',
      'TCP 90',
    ]);
  });

  it.each([
    ['an endPort before the port', { port: 90, endPort: 80 }],
    ['an endPort on a named port', { port: 'http', endPort: 90 }],
    ['an endPort without a port', { endPort: 90 }],
    ['a port of nothing', { port: 0 }],
    ['a port number written as text', { port: '80' }],
    ['a protocol that the API does not know', { protocol: 'ICMP' }],
    ['a field that nobody knows', { port: 80, appProtocol: 'http' }],
  ])('row 42: %s is not understood, so that no verdict hangs on it', (_name, port) => {
    expect(allowed(listing(port), 'shop/web', 'shop/api', '80')).toBe('undecidable');
  });

  it('row 43: a rule for SCTP only isolates the pod from TCP', () => {
    expect(passing(listing({ protocol: 'SCTP', port: 80 }), 'TCP 80', 'SCTP 80')).toEqual(['SCTP 80']);
  });

  it('row 44: a rule for UDP only denies TCP', () => {
    expect(passing(listing({ protocol: 'UDP', port: 80 }), 'TCP 80', 'UDP 80')).toEqual(['UDP 80']);
  });
});

describe('the selectors of a NetworkPolicy', () => {
  const selecting = (podSelector: unknown) => clusterOf([...pods, networkPolicy('shop/one', { podSelector })]);
  const isolated = (podSelector: unknown) =>
    ['shop/web', 'shop/api', 'shop/old'].filter((pod) => allowed(selecting(podSelector), '203.0.113.7', pod) === 'no');
  const expression = (key: string, operator: string, values?: readonly string[]) => ({
    matchExpressions: [{ key, operator, ...(values === undefined ? {} : { values }) }],
  });

  it('row 45: In wants the label and one of the values', () => {
    expect(isolated(expression('app', 'In', ['web', 'old']))).toEqual(['shop/web', 'shop/old']);
    expect(isolated(expression('tier', 'In', ['web']))).toEqual([]);
  });

  it('row 46: NotIn fits pods without the label', () => {
    expect(isolated(expression('app', 'NotIn', ['web']))).toEqual(['shop/api', 'shop/old']);
    expect(isolated(expression('tier', 'NotIn', ['web']))).toEqual(['shop/web', 'shop/api', 'shop/old']);
  });

  it('row 47: Exists and DoesNotExist look at the key only', () => {
    expect(isolated(expression('app', 'Exists'))).toEqual(['shop/web', 'shop/api', 'shop/old']);
    expect(isolated(expression('app', 'DoesNotExist'))).toEqual([]);
  });

  it('row 48: matchLabels and matchExpressions must both hold', () => {
    expect(isolated({ matchLabels: { app: 'web' }, ...expression('app', 'NotIn', ['web']) })).toEqual([]);
    expect(isolated({ matchLabels: { app: 'web' }, ...expression('app', 'Exists') })).toEqual(['shop/web']);
  });

  it.each([
    ['an unknown operator', expression('app', 'Matches', ['web'])],
    ['In without values', expression('app', 'In')],
    ['Exists with values', expression('app', 'Exists', ['web'])],
    ['a field that nobody knows', { matchLabel: { app: 'web' } }],
    ['a label value that is no text', { matchLabels: { app: 7 } }],
    ['no mapping at all', 'app=web'],
  ])('row 70: a podSelector with %s leaves every verdict that it could touch undecided', (_name, selector) => {
    const { ingress, allowed: answer } = selecting(selector).verdict('203.0.113.7', 'shop/web');
    expect(answer).toBe('undecidable');
    expect(ingress.reason).toContain('NetworkPolicy shop/one is not understood');
  });

  it('row 70: a malformed part of a selector leaves alone what its other parts rule out', () => {
    const cluster = selecting({ matchLabels: { app: 'web' }, matchExpressions: [{ key: 'a', operator: 'Near' }] });
    expect(allowed(cluster, '203.0.113.7', 'shop/web')).toBe('undecidable');
    expect(allowed(cluster, '203.0.113.7', 'shop/api')).toBe('yes');
  });
});
