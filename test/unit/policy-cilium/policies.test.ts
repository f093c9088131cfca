import { describe, expect, it } from 'vitest';
import { objectYaml } from '../../support/policy-flows.ts';
import { cilium, clusterwidePolicy, labels, networkPolicy, outside } from './support/cilium.ts';

const fromA = { fromEndpoints: [labels({ app: 'a' })] };
const toAll = { toEndpoints: [{}] };

describe('the subject of a policy of Cilium', () => {
  it('1: is the endpoints of its namespace, or of a clusterwide policy those of any', () => {
    const deny = { endpointSelector: {}, ingress: [{}] };
    expect(cilium([networkPolicy(deny)]).outcome(outside, 'other/c')).toBe('not-applicable allow');
    expect(cilium([clusterwidePolicy(deny)]).outcome(outside, 'other/c')).toBe('not-applicable default-deny');
  });

  it('1: is no pod of another namespace, even if the selector names that one', () => {
    const spec = { endpointSelector: labels({ 'k8s:io.kubernetes.pod.namespace': 'other' }), ingress: [{}] };
    expect(cilium([networkPolicy(spec)]).outcome(outside, 'default/b')).toBe('not-applicable default-deny');
    expect(cilium([networkPolicy(spec)]).outcome(outside, 'other/c')).toBe('not-applicable allow');
    const any = { endpointSelector: labels({ 'io.kubernetes.pod.namespace': 'other' }), ingress: [{}] };
    expect(cilium([networkPolicy(any)]).outcome(outside, 'default/b')).toBe('not-applicable allow');
  });

  it('1: is governed by each of several specs', () => {
    const policy = objectYaml('cilium.io/v2', 'CiliumNetworkPolicy', 'default/p', {
      specs: [
        { endpointSelector: labels({ app: 'b' }), ingress: [fromA] },
        { endpointSelector: labels({ app: 'a' }), ingress: [{}] },
      ],
    });
    const { outcome, verdict } = cilium([policy]);
    expect(outcome(outside, 'default/a')).toBe('not-applicable default-deny');
    expect(verdict('default/a', 'default/b').ingress.decidedBy).toMatchObject({ path: ['specs', 0, 'ingress', 0] });
  });

  it('1: of a host policy are nodes, and undecidable because the host firewall may be off', () => {
    const { outcome } = cilium([clusterwidePolicy({ nodeSelector: labels({ zone: 'x' }), ingress: [fromA] })]);
    expect(outcome(outside, 'node node-1')).toBe('not-applicable undecidable');
    expect(outcome(outside, 'node node-2')).toBe('not-applicable not-applicable');
    expect(outcome(outside, 'default/b')).toBe('not-applicable allow');
  });

  it('1: needs exactly one selector', () => {
    const both = clusterwidePolicy({ endpointSelector: {}, nodeSelector: {}, ingress: [{}] });
    expect(cilium([both]).verdict(outside, 'default/b').ingress.outcome).toBe('undecidable');
    const none = objectYaml('cilium.io/v2', 'CiliumNetworkPolicy', 'default/p', { spec: { ingress: [{}] } });
    expect(cilium([none]).outcome(outside, 'default/b')).toBe('not-applicable undecidable');
    expect(cilium([none]).outcome(outside, 'other/c')).toBe('not-applicable allow');
  });
});

describe("Cilium's enforcement", () => {
  it('2: by default isolates only in directions that a policy has rules for', () => {
    const { outcome } = cilium([networkPolicy({ ingress: [fromA] })]);
    expect(outcome('other/c', 'default/b')).toBe('allow default-deny');
    expect(outcome('default/b', 'other/c')).toBe('allow allow');
    expect(outcome('other/c', 'default/a')).toBe('allow allow');
  });

  it('2: set to always isolates every pod', () => {
    const { outcome } = cilium([], { ciliumMode: 'always' });
    expect(outcome('default/a', 'default/b')).toBe('default-deny default-deny');
  });

  it('2: set to never enforces nothing, and says so of each policy', () => {
    const { outcome, program } = cilium([networkPolicy({ ingress: [{}] })], { ciliumMode: 'never' });
    expect(outcome(outside, 'default/b')).toBe('not-applicable allow');
    expect(program.notEnforced.map(({ policy }) => policy.name)).toEqual(['p']);
  });

  it('3: lets a deny of any policy win over every allow, of NetworkPolicies too', () => {
    const knp = objectYaml('networking.k8s.io/v1', 'NetworkPolicy', 'default/np', {
      spec: { podSelector: {}, ingress: [{}] },
    });
    const ccnp = clusterwidePolicy({
      ingressDeny: [{ fromEndpoints: [labels({ app: 'a', 'io.kubernetes.pod.namespace': 'default' })] }],
    });
    const { outcome, verdict } = cilium([knp, networkPolicy({ ingress: [{ fromEntities: ['all'] }] }), ccnp]);
    expect(outcome('default/a', 'default/b')).toBe('allow deny');
    expect(verdict('default/a', 'default/b').ingress.decidedBy).toMatchObject({
      policy: { kind: 'CiliumClusterwideNetworkPolicy' },
      path: ['spec', 'ingressDeny', 0],
    });
    expect(outcome('other/c', 'default/b')).toBe('allow allow');
  });

  it('3: isolates with deny rules alone', () => {
    const { outcome } = cilium([networkPolicy({ ingressDeny: [fromA] })]);
    expect(outcome(outside, 'default/b')).toBe('not-applicable default-deny');
    expect(outcome('default/a', 'default/b')).toBe('allow deny');
  });

  it('4: does not isolate where enableDefaultDeny says no, unless another policy does', () => {
    const open = networkPolicy({ enableDefaultDeny: { ingress: false }, ingressDeny: [fromA] }, 'default/open');
    expect(cilium([open]).outcome(outside, 'default/b')).toBe('not-applicable allow');
    expect(cilium([open]).outcome('default/a', 'default/b')).toBe('allow deny');
    const closed = networkPolicy({ ingress: [{}] }, 'default/closed');
    expect(cilium([open, closed]).outcome(outside, 'default/b')).toBe('not-applicable default-deny');
  });

  it('4: isolates where enableDefaultDeny says yes without rules', () => {
    const { outcome } = cilium([networkPolicy({ enableDefaultDeny: { egress: true }, ingress: [fromA] })]);
    expect(outcome('default/b', outside)).toBe('default-deny not-applicable');
  });

  it('5: an empty rule allows nothing and isolates; no rules do nothing', () => {
    expect(cilium([networkPolicy({ ingress: [{}] })]).outcome('default/a', 'default/b')).toBe('allow default-deny');
    expect(cilium([networkPolicy({ ingress: [] })]).outcome('default/a', 'default/b')).toBe('allow allow');
    expect(cilium([networkPolicy({})]).outcome('default/a', 'default/b')).toBe('allow allow');
  });

  it('10: always lets the own node reach its pods', () => {
    const { outcome, verdict } = cilium([networkPolicy({ ingress: [{}] })]);
    expect(outcome('node node-1', 'default/b')).toBe('not-applicable allow');
    expect(verdict('node node-1', 'default/b').ingress.basis).toBe('spec-exception');
    expect(outcome('node node-2', 'default/b')).toBe('not-applicable default-deny');
  });

  it('12: admits ICMP with a rule that names no ports, and not with one that does', () => {
    expect(cilium([networkPolicy({ ingress: [fromA] })]).outcome('default/a', 'default/b', 'ICMP 8/0')).toBe(
      'allow allow',
    );
    const ports = networkPolicy({ ingress: [{ ...fromA, toPorts: [{ ports: [{ port: '8080' }] }] }] });
    expect(cilium([ports]).outcome('default/a', 'default/b', 'ICMP 8/0')).toBe('allow default-deny');
  });

  it('13: allows provided that layer 7 fits, and plainly where another rule asks for nothing', () => {
    const http = {
      toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }], rules: { http: [{ method: 'GET', path: '/x' }] } }],
    };
    const conditional = cilium([networkPolicy({ ingress: [{ ...fromA, ...http }] })]).verdict(
      'default/a',
      'default/b',
    ).ingress;
    expect(conditional).toMatchObject({ outcome: 'allow', provided: ['the request is HTTP GET /x'] });
    const plain = networkPolicy(
      { ingress: [{ ...fromA, toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }] }] }] },
      'default/q',
    );
    const both = cilium([networkPolicy({ ingress: [{ ...fromA, ...http }] }), plain]).verdict(
      'default/a',
      'default/b',
    ).ingress;
    expect(both).toMatchObject({ outcome: 'allow', provided: [] });
  });

  it('13: takes DNS rules for egress, and refuses them for ingress', () => {
    const dns = {
      toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*.example.com' }] } }],
    };
    const egress = cilium([networkPolicy({ egress: [{ ...toAll, ...dns }] })]).verdict(
      'default/b',
      'default/a',
      'UDP 53',
    ).egress;
    expect(egress).toMatchObject({ outcome: 'allow', provided: ['it is a DNS query for *.example.com'] });
    expect(
      cilium([networkPolicy({ ingress: [{ ...fromA, ...dns }] })]).verdict('default/a', 'default/b', 'UDP 53').ingress
        .outcome,
    ).toBe('undecidable');
  });

  it('provides that both sides authenticate where a rule requires it', () => {
    const rule = { ...fromA, authentication: { mode: 'required' } };
    expect(cilium([networkPolicy({ ingress: [rule] })]).verdict('default/a', 'default/b').ingress).toMatchObject({
      outcome: 'allow',
      provided: ['both sides authenticate each other'],
    });
  });

  it('14: leaves names undecidable for what is outside, and closed for pods', () => {
    const { verdict } = cilium([networkPolicy({ egress: [{ toFQDNs: [{ matchName: 'example.com' }] }] })]);
    expect(verdict('default/b', outside, '443').egress).toMatchObject({ outcome: 'undecidable' });
    expect(verdict('default/b', outside, '443').egress.reason).toContain('example.com resolves to the address here');
    expect(verdict('default/b', 'default/a').egress.outcome).toBe('default-deny');
  });

  it('14: leaves names undecidable even where layer 7 is asked for besides', () => {
    const rule = {
      toFQDNs: [{ matchPattern: '*.example.com' }],
      toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{}] } }],
    };
    expect(cilium([networkPolicy({ egress: [rule] })]).verdict('default/b', outside, '80').egress.outcome).toBe(
      'undecidable',
    );
  });

  it('18: allows the client but port 80, and then nothing at all, as the page on deny policies says', () => {
    const allow = networkPolicy({ ingress: [fromA] }, 'default/allow');
    const port = networkPolicy(
      { ingressDeny: [{ fromEntities: ['all'], toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }] }] }] },
      'default/deny',
    );
    const narrow = cilium([allow, port]);
    expect(
      ['80', '81', 'ICMP 8/0'].map((traffic) => narrow.verdict('default/a', 'default/b', traffic).ingress.outcome),
    ).toEqual(['deny', 'allow', 'allow']);
    const whole = cilium([allow, networkPolicy({ ingressDeny: [fromA] }, 'default/deny')]);
    expect(
      ['80', '81', 'ICMP 8/0'].map((traffic) => whole.verdict('default/a', 'default/b', traffic).ingress.outcome),
    ).toEqual(['deny', 'deny', 'deny']);
  });
});

describe('what is not certain of a deny rule of Cilium', () => {
  const may = { ingressDeny: [{ fromEntities: ['unmanaged'] }] };

  it('is not overruled by a rule that allows', () => {
    const { outcome } = cilium([
      networkPolicy(may, 'default/deny'),
      networkPolicy({ ingress: [{ fromEntities: ['all'] }] }),
    ]);
    expect(outcome('default/a', 'default/b')).toBe('allow undecidable');
    expect(outcome(outside, 'default/b')).toBe('not-applicable allow');
  });

  it('is not overruled by one that allows under a condition', () => {
    const rule = { ...fromA, authentication: { mode: 'required' } };
    const { outcome } = cilium([networkPolicy(may, 'default/deny'), networkPolicy({ ingress: [rule] })]);
    expect(outcome('default/a', 'default/b')).toBe('allow undecidable');
  });
});

describe('what is not understood of a policy of Cilium', () => {
  it.each([
    ['an unknown field of the spec', { tier: 'Admin', ingress: [fromA] }],
    ['an unknown field of a rule', { ingress: [{ ...fromA, fromPlanets: ['earth'] }] }],
    [
      'an unknown operator',
      { ingress: [{ fromEndpoints: [{ matchExpressions: [{ key: 'app', operator: 'Gt', values: ['1'] }] }] }] },
    ],
    ['an unknown entity', { ingress: [{ fromEntities: ['moon'] }] }],
    ['fromRequires', { ingress: [{ ...fromA, fromRequires: [labels({ app: 'a' })] }] }],
    ['6, 7: two kinds of peers in one rule', { ingress: [{ ...fromA, fromEntities: ['world'] }] }],
    [
      '11: icmps beside toPorts',
      { ingress: [{ icmps: [{ fields: [{ type: 8 }] }], toPorts: [{ ports: [{ port: '80' }] }] }] },
    ],
    ['a port that is none', { ingress: [{ toPorts: [{ ports: [{ port: '99999' }] }] }] }],
    ['a protocol that is none', { ingress: [{ toPorts: [{ ports: [{ port: '80', protocol: 'QUIC' }] }] }] }],
    ['a CIDR that is none', { ingress: [{ fromCIDR: ['10.0.0.0/33'] }] }],
    ['rules that are no list', { ingress: fromA }],
    ['a source of labels that is none', { ingress: [{ fromEndpoints: [labels({ 'moon:app': 'a' })] }] }],
  ])('makes verdicts undecidable: %s', (_, spec) => {
    const { verdict } = cilium([networkPolicy(spec)]);
    expect(verdict('default/a', 'default/b').ingress.outcome).toBe('undecidable');
  });
});

describe("Calico's policies beside Cilium's, with no cluster to ask", () => {
  it('may decide, as it is not known which of the two CNIs enforces', () => {
    const calico = objectYaml('projectcalico.org/v3', 'GlobalNetworkPolicy', 'p', {
      spec: { ingress: [{ action: 'Deny' }] },
    });
    const cluster = cilium([networkPolicy({ ingress: [{ fromEntities: ['all'] }] }), calico], {
      cni: undefined,
    });
    expect(cluster.outcome('default/a', 'default/b')).toBe('allow undecidable');
  });
});

describe('the networks of a ClusterNetworkPolicy under Cilium', () => {
  it('match what is outside, and may match pods', () => {
    const policy = objectYaml('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', 'p', {
      spec: {
        tier: 'Admin',
        priority: 1,
        subject: { namespaces: {} },
        egress: [{ action: 'Deny', to: [{ networks: ['0.0.0.0/0'] }] }],
      },
    });
    const { outcome } = cilium([policy]);
    expect(outcome('default/b', outside)).toBe('deny not-applicable');
    expect(outcome('default/b', 'default/a')).toBe('undecidable allow');
  });
});
