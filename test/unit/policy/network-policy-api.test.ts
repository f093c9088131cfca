import { describe, expect, it } from 'vitest';
import { objectYaml, podYaml } from '../../support/policy-flows.ts';
import { allowed, clusterOf, namespaceYaml, networkPolicy } from './cluster.ts';

const objects = [
  namespaceYaml('shop', { team: 'shop', stage: 'live' }),
  namespaceYaml('dev', { team: 'dev', stage: 'live' }),
  namespaceYaml('lab', { team: 'dev' }),
  objectYaml('v1', 'Node', 'node-1', {
    labels: { role: 'edge' },
    status: { addresses: [{ type: 'InternalIP', address: '172.18.0.1' }] },
  }),
  podYaml(
    'shop/api',
    { app: 'api' },
    { address: '10.0.1.1', ports: [{ name: 'dns', containerPort: 53, protocol: 'UDP' }] },
  ),
  podYaml('shop/web', { app: 'web' }, { address: '10.0.1.2', node: 'node-2' }),
  podYaml('dev/web', { app: 'web' }, { address: '10.0.2.1', node: 'node-2' }),
  podYaml('lab/web', { app: 'web' }, { address: '10.0.3.1', node: 'node-2' }),
  podYaml('shop/host', { app: 'host' }, { address: '172.18.0.1', node: 'node-1', hostNetwork: true }),
];

const everyone = { namespaces: {} };
const v1 = 'policy.networking.k8s.io/v1alpha1';
const admin = (name: string, priority: number, spec: Readonly<Record<string, unknown>>) =>
  objectYaml(v1, 'AdminNetworkPolicy', name, { spec: { priority, subject: everyone, ...spec } });
const baseline = (spec: Readonly<Record<string, unknown>>) =>
  objectYaml(v1, 'BaselineAdminNetworkPolicy', 'default', { spec: { subject: everyone, ...spec } });
const cluster = (name: string, tier: string, priority: number, spec: Readonly<Record<string, unknown>>) =>
  objectYaml('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', name, {
    spec: { tier, priority, subject: everyone, ...spec },
  });
const from = (action: string, more: Readonly<Record<string, unknown>> = {}) => ({
  ingress: [{ action, from: [everyone], ...more }],
});
const answer = (policies: readonly string[], source = 'dev/web', to = 'shop/api', traffic?: string) =>
  allowed(clusterOf([...objects, ...policies]), source, to, traffic);

const kubernetesDeny = networkPolicy('shop/deny', { podSelector: { matchLabels: { app: 'api' } } });
const kubernetesAllow = networkPolicy('shop/allow', { podSelector: { matchLabels: { app: 'api' } }, ingress: [{}] });

describe('AdminNetworkPolicy and BaselineAdminNetworkPolicy', () => {
  it('go by ascending priority, then by the order of rules', () => {
    expect(answer([admin('late', 9, from('Deny')), admin('early', 1, from('Allow'))])).toBe('yes');
    const both = {
      ingress: [
        { action: 'Deny', from: [everyone] },
        { action: 'Allow', from: [everyone] },
      ],
    };
    expect(answer([admin('one', 1, both)])).toBe('no');
  });

  it('name the tier, the policy and the rule that decided', () => {
    const made = clusterOf([...objects, admin('guard', 5, from('Deny', { name: 'no-dev' })), kubernetesAllow]);
    const { ingress } = made.verdict('dev/web', 'shop/api');
    expect(ingress).toMatchObject({
      outcome: 'deny',
      basis: 'policy',
      decidedBy: {
        policy: { kind: 'AdminNetworkPolicy', namespace: '', name: 'guard' },
        rule: 1,
        name: 'no-dev',
        path: ['spec', 'ingress', 0],
      },
    });
    expect(ingress.walk.map(({ tier, result }) => [tier, result])).toEqual([['Admin', 'deny']]);
  });

  it('end the direction with an allow or a deny, whatever NetworkPolicies say', () => {
    expect(answer([admin('one', 1, from('Allow')), kubernetesDeny])).toBe('yes');
    expect(answer([admin('one', 1, from('Deny')), kubernetesAllow])).toBe('no');
  });

  it('skip all further admin rules with a pass, and NetworkPolicies decide', () => {
    const policies = [admin('one', 1, from('Pass')), admin('two', 2, from('Deny'))];
    expect(answer([...policies, kubernetesAllow])).toBe('yes');
    expect(answer([...policies, kubernetesDeny])).toBe('no');
  });

  it('reach the baseline only where no NetworkPolicy selects the pod', () => {
    expect(answer([baseline(from('Deny')), kubernetesAllow])).toBe('yes');
    expect(answer([baseline(from('Deny'))])).toBe('no');
    expect(answer([baseline(from('Allow')), kubernetesDeny])).toBe('no');
    expect(answer([admin('one', 1, from('Pass')), baseline(from('Deny'))])).toBe('no');
  });

  it('isolate nobody: where no rule matches, everything is allowed', () => {
    const other = { ingress: [{ action: 'Allow', from: [{ namespaces: { matchLabels: { team: 'nobody' } } }] }] };
    expect(answer([admin('one', 1, other)])).toBe('yes');
    expect(clusterOf([...objects, admin('one', 1, from('Deny'))]).outcome('shop/api', 'dev/web')).toBe('allow deny');
  });

  it('of the same priority that disagree leave the verdict open', () => {
    const made = clusterOf([...objects, admin('one', 5, from('Allow')), admin('two', 5, from('Deny'))]);
    const { ingress } = made.verdict('dev/web', 'shop/api');
    expect(ingress).toMatchObject({ outcome: 'undecidable', basis: 'undefined' });
    expect(ingress.reason).toContain('have the same priority and disagree');
  });

  it('of the same priority that agree, or do not overlap, leave nothing open', () => {
    expect(answer([admin('one', 5, from('Deny')), admin('two', 5, from('Deny'))])).toBe('no');
    const tcp = (port: number) => ({ ports: [{ portNumber: { protocol: 'TCP', port } }] });
    const apart = [admin('one', 5, from('Allow', tcp(80))), admin('two', 5, from('Deny', tcp(81)))];
    expect(answer(apart, 'dev/web', 'shop/api', '81')).toBe('no');
  });

  it('never select hostNetwork pods, nor match them as namespaces or pods', () => {
    expect(answer([admin('one', 1, from('Deny'))], 'dev/web', 'shop/host')).toBe('yes');
    expect(answer([admin('one', 1, from('Deny'))], 'shop/host', 'shop/web')).toBe('yes');
  });

  it('select by pods, where namespaces and pods must both fit', () => {
    const subject = {
      pods: { namespaceSelector: { matchLabels: { team: 'shop' } }, podSelector: { matchLabels: { app: 'web' } } },
    };
    const policy = [admin('one', 1, { ...from('Deny'), subject })];
    expect(answer(policy, 'dev/web', 'shop/web')).toBe('no');
    expect(answer(policy, 'dev/web', 'shop/api')).toBe('yes');
    expect(answer(policy, 'shop/api', 'dev/web')).toBe('yes');
  });

  it('match networks by address, pods too, and nodes by their labels', () => {
    const to = (...peers: readonly unknown[]) => [admin('one', 1, { egress: [{ action: 'Deny', to: peers }] })];
    expect(answer(to({ networks: ['10.0.1.0/24'] }), 'dev/web', 'shop/api')).toBe('no');
    expect(answer(to({ networks: ['10.0.1.0/24'] }), 'dev/web', '203.0.113.7')).toBe('yes');
    expect(answer(to({ nodes: { matchLabels: { role: 'edge' } } }), 'dev/web', 'node node-1')).toBe('no');
    expect(answer(to({ nodes: { matchLabels: { role: 'other' } } }), 'dev/web', 'node node-1')).toBe('yes');
  });

  it('cannot tell where a domain name leads', () => {
    const egress = [
      { action: 'Allow', to: [{ domainNames: ['*.example.com'] }] },
      { action: 'Deny', to: [{ networks: ['0.0.0.0/0'] }] },
    ];
    const made = clusterOf([...objects, admin('one', 1, { egress })]);
    expect(made.verdict('dev/web', '203.0.113.7').egress.reason).toContain('*.example.com');
    expect(made.verdict('dev/web', 'shop/api').egress.outcome).toBe('deny');
  });

  it('know numbers, ranges and names of ports; a number without protocol is TCP', () => {
    const on = (port: unknown) => [admin('one', 1, from('Deny', { ports: [port] }))];
    expect(answer(on({ portNumber: { port: 80 } }), 'dev/web', 'shop/api', '80')).toBe('no');
    expect(answer(on({ portNumber: { port: 80 } }), 'dev/web', 'shop/api', 'UDP 80')).toBe('yes');
    expect(answer(on({ portRange: { protocol: 'UDP', start: 50, end: 53 } }), 'dev/web', 'shop/api', 'UDP 53')).toBe(
      'no',
    );
    expect(answer(on({ namedPort: 'dns' }), 'dev/web', 'shop/api', 'UDP 53')).toBe('no');
    expect(answer(on({ namedPort: 'dns' }), 'dev/web', 'shop/api', 'TCP 53')).toBe('yes');
  });

  it('fail closed on a peer without any field: an allow matches nothing, anything else denies everything', () => {
    const empty = (action: string) => [admin('one', 1, { ingress: [{ action, from: [{}] }] }), baseline(from('Deny'))];
    expect(answer(empty('Allow'))).toBe('no');
    expect(answer([admin('one', 1, { ingress: [{ action: 'Pass', from: [{}] }] })])).toBe('no');
    expect(answer([admin('one', 1, { ingress: [{ action: 'Deny', from: [{}] }] })])).toBe('no');
  });

  it.each([
    ['a peer with a field that nobody knows', { ingress: [{ action: 'Deny', from: [{ workloads: {} }] }] }],
    ['an unknown action', from('Reject')],
    ['no peers at all', { ingress: [{ action: 'Deny', from: [] }] }],
    ['a range that ends before it begins', from('Deny', { ports: [{ portRange: { start: 9, end: 8 } }] })],
    ['a field that nobody knows', { ...from('Allow'), schedule: 'daily' }],
    ['two kinds of subject', { ...from('Allow'), subject: { namespaces: {}, pods: {} } }],
  ])('with %s are not understood, and nothing hangs on them', (_name, spec) => {
    const verdict = clusterOf([...objects, admin('odd', 1, spec)]).verdict('dev/web', 'shop/api');
    expect(verdict.allowed).toBe('undecidable');
    expect(verdict.ingress.reason).toMatch(/^AdminNetworkPolicy odd is not understood: /);
  });

  it('of which one is not understood leave alone what an earlier one decides for sure', () => {
    expect(answer([admin('odd', 9, from('Reject')), admin('sure', 1, from('Deny'))])).toBe('no');
  });
});

describe('the peers of network-policy-api v0.1.1', () => {
  const peers = (namespaces: unknown) => [admin('one', 1, { ingress: [{ action: 'Deny', from: [{ namespaces }] }] })];

  it('select namespaces by a namespaceSelector', () => {
    const policy = peers({ namespaceSelector: { matchLabels: { team: 'dev' } } });
    expect(answer(policy, 'dev/web')).toBe('no');
    expect(answer(policy, 'shop/web')).toBe('yes');
  });

  it('select namespaces with the same labels as the subject', () => {
    const policy = peers({ sameLabels: ['stage'] });
    expect(answer(policy, 'dev/web')).toBe('no');
    expect(answer(policy, 'lab/web')).toBe('yes');
    expect(answer(policy, 'shop/web', 'lab/web')).toBe('yes');
  });

  it('select namespaces with other labels than the subject', () => {
    const policy = peers({ notSameLabels: ['team'] });
    expect(answer(policy, 'dev/web')).toBe('no');
    expect(answer(policy, 'shop/web')).toBe('yes');
    expect(answer(policy, 'dev/web', 'lab/web')).toBe('yes');
  });

  it('select pods in such namespaces', () => {
    const pods = {
      namespaces: { namespaceSelector: { matchLabels: { team: 'dev' } } },
      podSelector: { matchLabels: { app: 'web' } },
    };
    const policy = [admin('one', 1, { ingress: [{ action: 'Deny', from: [{ pods }] }] })];
    expect(answer(policy, 'dev/web')).toBe('no');
    expect(answer(policy, 'shop/web')).toBe('yes');
  });
});

describe('ClusterNetworkPolicy', () => {
  it('goes Admin, NetworkPolicy, Baseline, allow', () => {
    expect(answer([cluster('a', 'Admin', 1, from('Accept')), kubernetesDeny])).toBe('yes');
    expect(answer([cluster('b', 'Baseline', 1, from('Accept')), kubernetesDeny])).toBe('no');
    expect(answer([cluster('b', 'Baseline', 1, from('Deny')), kubernetesAllow])).toBe('yes');
    expect(answer([cluster('b', 'Baseline', 1, from('Deny'))])).toBe('no');
    expect(answer([])).toBe('yes');
  });

  it('may have several Baseline policies, with a priority, and a pass there leads to the default', () => {
    expect(answer([cluster('a', 'Baseline', 2, from('Deny')), cluster('b', 'Baseline', 1, from('Accept'))])).toBe(
      'yes',
    );
    expect(answer([cluster('a', 'Baseline', 2, from('Deny')), cluster('b', 'Baseline', 1, from('Pass'))])).toBe('yes');
  });

  it('of the same priority in one tier is open, and of different tiers is not', () => {
    expect(answer([cluster('a', 'Admin', 5, from('Deny')), cluster('b', 'Admin', 5, from('Accept'))])).toBe(
      'undecidable',
    );
    expect(answer([cluster('a', 'Admin', 5, from('Deny')), cluster('b', 'Baseline', 5, from('Accept'))])).toBe('no');
  });

  it('knows protocols with and without a port, and named ports', () => {
    const on = (protocol: unknown) => [cluster('a', 'Admin', 1, from('Deny', { protocols: [protocol] }))];
    const at = (protocol: unknown, traffic: string) => answer(on(protocol), 'dev/web', 'shop/api', traffic);
    expect(at({ tcp: { destinationPort: { number: 80 } } }, '80')).toBe('no');
    expect(at({ tcp: { destinationPort: { number: 80 } } }, '81')).toBe('yes');
    expect(at({ udp: { destinationPort: { range: { start: 50, end: 60 } } } }, 'UDP 60')).toBe('no');
    expect(at({ sctp: {} }, 'SCTP 7')).toBe('no');
    expect(at({ tcp: {} }, 'UDP 7')).toBe('yes');
    expect(at({ destinationNamedPort: 'dns' }, 'UDP 53')).toBe('no');
    expect(at({ destinationNamedPort: 'dns' }, 'TCP 53')).toBe('yes');
  });

  it('matches every protocol without protocols, ICMP too', () => {
    const egress = [{ action: 'Deny', to: [{ networks: ['0.0.0.0/0'] }] }];
    expect(answer([cluster('a', 'Admin', 1, { egress })], 'dev/web', '203.0.113.7', 'ICMP 8/0')).toBe('no');
  });

  it('does not govern a pod that reaches itself at its own address', () => {
    expect(answer([cluster('a', 'Admin', 1, from('Deny'))], 'shop/api', 'shop/api')).toBe('yes');
  });

  it('of an unknown tier is not understood', () => {
    expect(answer([cluster('a', 'Platform', 1, from('Accept'))])).toBe('undecidable');
  });
});
