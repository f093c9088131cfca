import { describe, expect, it } from 'vitest';
import { objectYaml, podYaml } from '../../support/policy-flows.ts';
import { calico, calicoObject, globalPolicy, networkPolicy } from './support/calico.ts';

const named = [{ name: 'http', containerPort: 8080, protocol: 'TCP' }];
const cluster = [
  objectYaml('v1', 'Namespace', 'default', { labels: { team: 'blue' } }),
  objectYaml('v1', 'Namespace', 'other', { labels: { team: 'red' } }),
  objectYaml('v1', 'ServiceAccount', 'other/robot', { labels: { trusted: 'yes' } }),
  podYaml('default/a', { app: 'a' }, { address: '10.244.0.1' }),
  podYaml('default/b', { app: 'b' }, { address: '10.244.0.2', ports: named }),
  podYaml('other/c', { app: 'a' }, { address: '10.244.1.3', serviceAccount: 'robot' }),
  podYaml('other/h', { app: 'a' }, { address: '192.168.0.2', hostNetwork: true, node: 'node-2' }),
];
const outside = '203.0.113.9';

/** Which of a, c and an outside address may reach b, with a rule of a policy in default. */
function admitted(
  rule: object,
  kind: 'namespaced' | 'global' = 'namespaced',
  traffic = '8080',
  more: readonly string[] = [],
): string {
  const spec = { selector: `app == 'b'`, ingress: [{ action: 'Allow', ...rule }] };
  const policy = kind === 'global' ? globalPolicy('p', spec) : networkPolicy('default/p', spec);
  const { verdict } = calico([...cluster, policy, ...more]);
  return Object.entries({ a: 'default/a', c: 'other/c', outside })
    .filter(([, from]) => verdict(from, 'default/b', traffic).ingress.outcome === 'allow')
    .map(([name]) => name)
    .join(' ');
}

/** The outcome for traffic from a to b. */
function outcome(rule: object, traffic: string, kind: 'Ingress' | 'Egress' = 'Ingress'): string {
  const rules = [{ action: 'Allow', ...rule }];
  const spec = kind === 'Ingress' ? { ingress: rules } : { types: ['Egress'], egress: rules };
  const { egress, ingress } = calico([...cluster, globalPolicy('p', spec)]).verdict('default/a', 'default/b', traffic);
  return (kind === 'Ingress' ? ingress : egress).outcome;
}

describe('the types of a policy of Calico', () => {
  const isolated = (spec: object) => {
    const { egress, ingress } =
      calico([...cluster, networkPolicy('default/p', spec)]).program.tiers[0]?.policies[0] ?? {};
    return [ingress === undefined ? '' : 'ingress', egress === undefined ? '' : 'egress'].join(' ').trim();
  };

  it.each([
    ['nothing', {}, 'ingress'],
    ['ingress rules', { ingress: [{ action: 'Allow' }] }, 'ingress'],
    ['egress rules', { egress: [{ action: 'Allow' }] }, 'egress'],
    ['both', { ingress: [{ action: 'Allow' }], egress: [{ action: 'Allow' }] }, 'ingress egress'],
    ['an empty list of types', { types: [], egress: [{ action: 'Allow' }] }, 'egress'],
    ['types', { types: ['Egress'], ingress: [{ action: 'Allow' }] }, 'egress'],
  ])('9: follow from %s', (_, spec, expected) => {
    expect(isolated(spec)).toBe(expected);
  });
});

describe('what a policy of Calico selects', () => {
  const governs = (policy: string, pod: string) =>
    calico([...cluster, policy]).verdict(outside, pod).ingress.outcome === 'default-deny';

  it('10: with an empty selector is everything', () => {
    expect(governs(networkPolicy('default/p', { selector: '' }), 'default/a')).toBe(true);
    expect(governs(networkPolicy('default/p', {}), 'other/c')).toBe(false);
    expect(governs(globalPolicy('p', {}), 'other/c')).toBe(true);
  });

  it('15: is narrowed by service accounts and, of a global policy, by namespaces', () => {
    expect(governs(globalPolicy('p', { serviceAccountSelector: `trusted == 'yes'` }), 'other/c')).toBe(true);
    expect(governs(globalPolicy('p', { serviceAccountSelector: `trusted == 'no'` }), 'other/c')).toBe(false);
    expect(governs(globalPolicy('p', { namespaceSelector: `team == 'red'`, selector: `app == 'a'` }), 'other/c')).toBe(
      true,
    );
    expect(governs(globalPolicy('p', { namespaceSelector: `team == 'red'` }), 'default/a')).toBe(false);
  });

  it('25: is no hostNetwork pod', () => {
    expect(governs(globalPolicy('p', {}), 'other/h')).toBe(false);
  });

  it('11: can be told by the labels that pods inherit', () => {
    expect(governs(globalPolicy('p', { selector: `pcns.team == 'red'` }), 'other/c')).toBe(true);
    expect(governs(globalPolicy('p', { selector: `pcns.projectcalico.org/name == 'other'` }), 'other/c')).toBe(true);
    expect(governs(globalPolicy('p', { selector: `pcsa.trusted == 'yes'` }), 'other/c')).toBe(true);
    expect(governs(globalPolicy('p', { selector: `projectcalico.org/namespace == 'default'` }), 'other/c')).toBe(false);
    expect(governs(globalPolicy('p', { selector: `projectcalico.org/namespace starts with 'oth'` }), 'other/c')).toBe(
      true,
    );
    expect(governs(globalPolicy('p', { selector: `projectcalico.org/serviceaccount in {'robot'}` }), 'other/c')).toBe(
      true,
    );
    expect(governs(globalPolicy('p', { selector: `projectcalico.org/orchestrator == 'k8s'` }), 'other/c')).toBe(true);
  });
});

describe('the peers of a rule of Calico', () => {
  it.each([
    ['12: nothing is anyone, addresses outside too', {}, 'a c outside'],
    ['12: a selector alone is limited to the namespace of the policy', { source: { selector: `app == 'a'` } }, 'a'],
    ['12: a namespace selector widens it', { source: { selector: `app == 'a'`, namespaceSelector: 'all()' } }, 'a c'],
    ['12: service accounts alone are limited too', { source: { serviceAccounts: { names: ['robot'] } } }, ''],
    [
      '13: all() as namespace selector is every pod, and nothing outside',
      { source: { namespaceSelector: 'all()' } },
      'a c',
    ],
    ['13: global() is what is in no namespace', { source: { namespaceSelector: 'global()' } }, ''],
    ['13: a namespace selector reads labels of namespaces', { source: { namespaceSelector: `team == 'red'` } }, 'c'],
    [
      '13: a namespace may be selected by its name',
      { source: { namespaceSelector: `projectcalico.org/name == 'other'` } },
      'c',
    ],
    ['14: notSelector alone is limited to the namespace', { source: { notSelector: `app == 'b'` } }, 'a'],
    [
      '15: names and labels of service accounts must both hold',
      { source: { serviceAccounts: { names: ['robot'], selector: `trusted == 'yes'` }, namespaceSelector: 'all()' } },
      'c',
    ],
    ['16: nets are alternatives', { source: { nets: ['10.244.0.1', '203.0.113.0/24'] } }, 'a outside'],
    ['16: notNets are none of them', { source: { notNets: ['10.244.0.0/24', '203.0.113.0/24'] } }, 'c'],
    [
      '16: nets and selector must both match',
      {
        source: {
          nets: ['10.244.0.0/16'],
          selector: `app == 'a'`,
          namespaceSelector: 'all()',
          notNets: ['10.244.0.1/32'],
        },
      },
      'c',
    ],
    ['19: the destination of an ingress rule restricts the subject', { destination: { selector: `app == 'x'` } }, ''],
    ['19: as does its nets', { destination: { nets: ['10.244.0.2/32'] } }, 'a c outside'],
  ])('%s', (_, rule, expected) => {
    expect(admitted(rule)).toBe(expected);
  });

  it('13: of a global policy without a namespace selector are everywhere', () => {
    expect(admitted({ source: { selector: `app == 'a'` } }, 'global')).toBe('a c');
    expect(admitted({ source: { notSelector: `app == 'a'` } }, 'global')).toBe('outside');
  });

  it('10: match with != only endpoints, even where the label is missing', () => {
    expect(admitted({ source: { selector: `tier != 'db'` } }, 'global')).toBe('a c');
  });

  it('24: are the addresses of network sets that a selector fits', () => {
    const set = calicoObject('GlobalNetworkSet', 'office', { nets: ['203.0.113.0/24'] }, { who: 'office' });
    const own = calicoObject('NetworkSet', 'default/local', { nets: ['203.0.113.0/24'] }, { who: 'office' });
    const source = { selector: `who == 'office'` };
    expect(admitted({ source }, 'global', '8080', [set])).toBe('outside');
    expect(admitted({ source }, 'namespaced', '8080', [set])).toBe('');
    expect(admitted({ source: { ...source, namespaceSelector: 'global()' } }, 'namespaced', '8080', [set])).toBe(
      'outside',
    );
    expect(admitted({ source }, 'namespaced', '8080', [own])).toBe('outside');
    expect(admitted({ source: { ...source, namespaceSelector: `team == 'blue'` } }, 'global', '8080', [own])).toBe(
      'outside',
    );
  });

  it('25: are no hostNetwork pods', () => {
    const { outcome: of } = calico([
      ...cluster,
      globalPolicy('p', { ingress: [{ action: 'Allow', source: { selector: 'all()' } }] }),
    ]);
    expect(of('other/h', 'default/b')).toBe('allow default-deny');
  });

  it('are the pods behind a service, and its ports in an egress rule', () => {
    const service = objectYaml('v1', 'Service', 'default/web', {
      spec: { selector: { app: 'b' }, ports: [{ port: 80, targetPort: 'http' }] },
    });
    const spec = { types: ['Egress'], egress: [{ action: 'Allow', destination: { services: { name: 'web' } } }] };
    const { verdict } = calico([...cluster, service, networkPolicy('default/p', spec)]);
    expect(verdict('default/a', 'default/b', '8080').egress.outcome).toBe('allow');
    expect(verdict('default/a', 'default/b', '8081').egress.outcome).toBe('default-deny');
    expect(verdict('default/a', 'other/c', '8080').egress.outcome).toBe('default-deny');
  });
});

describe('the traffic of a rule of Calico', () => {
  it.each([
    ['16: ports are alternatives', { protocol: 'TCP', destination: { ports: [80, '8080:8090'] } }, '8085', 'allow'],
    ['16: ports need their protocol', { protocol: 'TCP', destination: { ports: [80] } }, 'UDP 80', 'default-deny'],
    ['16: notPorts are none of them', { protocol: 'TCP', destination: { notPorts: [80] } }, '80', 'default-deny'],
    ['16: notPorts admit the others', { protocol: 'TCP', destination: { notPorts: [80] } }, '81', 'allow'],
    ['16: notProtocol is every other', { notProtocol: 'TCP' }, 'UDP 53', 'allow'],
    ['16: notProtocol is not that one', { notProtocol: 6 }, '8080', 'default-deny'],
    ['16: ipVersion must fit', { ipVersion: 6 }, '8080', 'default-deny'],
    ['17: a named port is that of the destination', { destination: { ports: ['http'] } }, '8080', 'allow'],
    ['17: a named port has a protocol', { destination: { ports: ['http'] } }, 'UDP 8080', 'default-deny'],
    ['17: no such name is no port', { destination: { ports: ['dns'] } }, '8080', 'default-deny'],
    ['18: an ICMP type', { protocol: 'ICMP', icmp: { type: 8 } }, 'ICMP 8/0', 'allow'],
    ['18: another ICMP type', { protocol: 'ICMP', icmp: { type: 8 } }, 'ICMP 0/0', 'default-deny'],
    ['18: an ICMP code', { protocol: 'ICMP', icmp: { type: 3, code: 1 } }, 'ICMP 3/2', 'default-deny'],
    ['18: notICMP', { protocol: 'ICMP', notICMP: { type: 8 } }, 'ICMP 8/0', 'default-deny'],
    ['18: protocols by number', { protocol: 47 }, 'protocol 47', 'allow'],
    ['18: a number as text', { protocol: '132' }, 'SCTP 1', 'allow'],
    ['18: UDPLite', { protocol: 'UDPLite' }, 'protocol 136', 'allow'],
    ['18: any case', { protocol: 'tcp' }, '1', 'allow'],
  ])('%s', (_, rule, traffic, expected) => {
    expect(outcome(rule, traffic)).toBe(expected);
  });

  it('18: is allowed provided that the request is the HTTP that a rule asks for', () => {
    const http = { methods: ['GET', 'HEAD'], paths: [{ exact: '/x' }, { prefix: '/y' }] };
    const { verdict } = calico([
      ...cluster,
      globalPolicy('p', { ingress: [{ action: 'Allow', protocol: 'TCP', http }] }),
    ]);
    expect(verdict('default/a', 'default/b').ingress).toMatchObject({
      outcome: 'allow',
      provided: ['the request is HTTP GET or HEAD /x or /y…'],
    });
  });

  it('is undecidable where the rule asks for a source port', () => {
    expect(outcome({ protocol: 'TCP', source: { ports: ['1000:2000'] } }, '80')).toBe('undecidable');
  });

  it('is undecidable where the rule asks for a domain, and only outside of what else it asks', () => {
    expect(outcome({ protocol: 'TCP', destination: { domains: ['example.com'], ports: [443] } }, '443', 'Egress')).toBe(
      'undecidable',
    );
    expect(outcome({ protocol: 'TCP', destination: { domains: ['example.com'], ports: [443] } }, '80', 'Egress')).toBe(
      'default-deny',
    );
  });
});

describe('what is not understood of a policy of Calico', () => {
  it.each([
    ['an unknown field of the spec', { selektor: 'all()' }],
    ['a malformed selector', { selector: `app = 'b'` }],
    ['a malformed selector of a rule', { ingress: [{ action: 'Allow', source: { selector: 'app' } }] }],
    ['an unknown action', { ingress: [{ action: 'Reject' }] }],
    ['a missing action', { ingress: [{}] }],
    ['an unknown field of a rule', { ingress: [{ action: 'Allow', limit: 3 }] }],
    ['an unknown field of a source', { ingress: [{ action: 'Allow', source: { threatFeed: 'x' } }] }],
    ['a source that is none', { ingress: [{ action: 'Allow', source: 'all()' }] }],
    ['17: numbers of ports without a protocol', { ingress: [{ action: 'Allow', destination: { ports: [80] } }] }],
    ['18: icmp without its protocol', { ingress: [{ action: 'Allow', icmp: { type: 8 } }] }],
    ['a port beyond the last', { ingress: [{ action: 'Allow', protocol: 'TCP', destination: { ports: ['70000'] } }] }],
    ['a CIDR that is none', { ingress: [{ action: 'Allow', source: { nets: ['10.0.0.0/40'] } }] }],
    ['a protocol that is none', { ingress: [{ action: 'Allow', protocol: 'QUIC' }] }],
    ['19: services on the wrong side', { ingress: [{ action: 'Allow', destination: { services: { name: 'x' } } }] }],
    ['a type that is none', { types: ['Both'] }],
    ['global() outside of a namespaceSelector', { selector: 'global()' }],
  ])('makes verdicts undecidable: %s', (_, spec) => {
    const allowsAnyway = networkPolicy('default/z', { ingress: [{ action: 'Allow' }] });
    const policy = networkPolicy('default/p', spec);
    const { program, verdict } = calico([...cluster, policy, allowsAnyway]);
    const understood = program.tiers[0]?.policies.find(({ reference }) => reference.name === 'p')?.notUnderstood ?? [];
    expect(understood.length).toBeGreaterThan(0);
    const { ingress } = verdict(outside, 'default/b');
    expect(ingress.outcome).not.toBe('allow');
  });

  it('leaves other namespaces alone', () => {
    const { outcome: of } = calico([...cluster, networkPolicy('default/p', { selector: 'app' })]);
    expect(of(outside, 'other/c')).toBe('not-applicable allow');
  });
});

describe('host endpoints of Calico', () => {
  const node = objectYaml('v1', 'Node', 'node-1', {
    status: { addresses: [{ type: 'InternalIP', address: '192.168.0.1' }] },
  });
  const endpoint = calicoObject(
    'HostEndpoint',
    'node-1-eth0',
    { node: 'node-1', interfaceName: 'eth0', expectedIPs: ['192.168.0.1'] },
    { role: 'node' },
  );
  const allowAll = globalPolicy('z', { ingress: [{ action: 'Allow' }], egress: [{ action: 'Allow' }] });

  it('22: make verdicts about their node undecidable, and leave pods to their policies', () => {
    const { outcome: of } = calico([...cluster, node, endpoint, allowAll]);
    expect(of(outside, 'node node-1')).toBe('not-applicable undecidable');
    expect(of(outside, 'default/b')).toBe('not-applicable allow');
  });

  it.each(['doNotTrack', 'preDNAT', 'applyOnForward'])('21: with %s may stop what goes on to pods', (flag) => {
    const policy = globalPolicy('hosts', {
      selector: `role == 'node'`,
      applyOnForward: true,
      [flag]: true,
      ingress: [],
    });
    expect(calico([...cluster, node, endpoint, policy, allowAll]).outcome(outside, 'default/b')).toBe(
      'not-applicable undecidable',
    );
    expect(calico([...cluster, node, policy, allowAll]).outcome(outside, 'default/b')).toBe('not-applicable allow');
  });

  it('21: leave pods alone with policies before DNAT and without connection tracking', () => {
    const { program } = calico([
      ...cluster,
      globalPolicy('p', { preDNAT: true, applyOnForward: true, ingress: [{ action: 'Deny' }] }),
    ]);
    expect(program.tiers).toEqual([]);
  });

  it('are peers by their labels, at their addresses', () => {
    const policy = globalPolicy('p', {
      selector: `app == 'b'`,
      ingress: [{ action: 'Allow', source: { selector: `role == 'node'` } }],
    });
    const { verdict } = calico([...cluster, endpoint, policy]);
    expect(verdict('192.168.0.1', 'default/b').ingress.outcome).toBe('allow');
    expect(verdict(outside, 'default/b').ingress.outcome).toBe('default-deny');
  });
});

describe('both groups of Calico', () => {
  it('are the same policies, with the tier in their name or not', () => {
    const policy = objectYaml('crd.projectcalico.org/v1', 'NetworkPolicy', 'default/default.p', {
      spec: { tier: 'default', ingress: [{ action: 'Deny' }] },
    });
    const { verdict } = calico([...cluster, policy]);
    expect(verdict('default/a', 'default/b').ingress).toMatchObject({
      outcome: 'deny',
      decidedBy: { policy: { kind: 'Calico NetworkPolicy', namespace: 'default', name: 'default.p' }, rule: 1 },
    });
  });
});
