import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../src/policy/compile-program.ts';
import { createPolicyIndex } from '../../../src/policy/index/policy-index.ts';
import type { LintFinding } from '../../../src/policy/lint/finding.ts';
import { lintPolicies } from '../../../src/policy/lint/lint.ts';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';
import { objectYaml, podYaml, policyCluster, yamlOf } from '../../support/policy-flows.ts';

const http = { name: 'http', containerPort: 8080, protocol: 'TCP' };
const world = [
  objectYaml('v1', 'Namespace', 'shop', { labels: { team: 'shop' } }),
  objectYaml('v1', 'Namespace', 'monitoring', { labels: { team: 'ops' } }),
  objectYaml('v1', 'Namespace', 'kube-system', {}),
  podYaml('shop/frontend', { app: 'frontend' }, { ports: [http] }),
  podYaml('shop/backend', { app: 'backend', tier: 'api' }, { ports: [http] }),
  podYaml('monitoring/prometheus', { app: 'prometheus' }),
  podYaml('kube-system/coredns', { 'k8s-app': 'kube-dns' }),
];

function networkPolicy(name: string, spec: object): string {
  return objectYaml('networking.k8s.io/v1', 'NetworkPolicy', `shop/${name}`, { spec });
}

function lint(...documents: readonly string[]): readonly LintFinding[] {
  const { program, snapshot } = policyCluster(yamlOf(...world, ...documents), compileProgram);
  return lintPolicies(createPolicyIndex(program, snapshot));
}

const toBackend = { podSelector: { matchLabels: { app: 'backend' } } };
const fromFrontend = { from: [{ podSelector: { matchLabels: { app: 'frontend' } } }] };

/** What each slip is found as; the policy is otherwise sound. */
const slips: readonly (readonly [string, string, object])[] = [
  ['a field that the API does not know', 'not-understood', { ...toBackend, ingres: [] }],
  ['a selector that fits no pod', 'selects-nothing', { podSelector: { matchLabels: { app: 'bakend' } } }],
  [
    'a peer that is nobody',
    'peer-matches-nothing',
    { ...toBackend, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'fronted' } } }] }] },
  ],
  [
    'a port name that no selected pod has',
    'named-port-of-nobody',
    { ...toBackend, ingress: [{ ...fromFrontend, ports: [{ port: 'metrics' }] }] },
  ],
  [
    'a port name of another protocol',
    'named-port-of-nobody',
    { ...toBackend, ingress: [{ ...fromFrontend, ports: [{ port: 'http', protocol: 'UDP' }] }] },
  ],
  [
    'the port of the Service where that of the pod is meant',
    'port-of-nobody',
    { ...toBackend, ingress: [{ ...fromFrontend, ports: [{ port: 80 }] }] },
  ],
  [
    'egress rules that policyTypes leave out',
    'rules-without-type',
    { ...toBackend, policyTypes: ['Ingress'], ingress: [fromFrontend], egress: [{}] },
  ],
  ['a rule that is written twice', 'redundant', { ...toBackend, ingress: [fromFrontend, fromFrontend] }],
  [
    'a rule within a wider one',
    'redundant',
    { ...toBackend, ingress: [{ ...fromFrontend, ports: [{ port: 8080 }] }, fromFrontend] },
  ],
  [
    'a range of ports that two others make up',
    'redundant',
    {
      ...toBackend,
      ingress: [
        { ...fromFrontend, ports: [{ port: 8000, endPort: 8080 }] },
        { ...fromFrontend, ports: [{ port: 8050, endPort: 8100 }] },
        { ...fromFrontend, ports: [{ port: 8040, endPort: 8090 }] },
      ],
    },
  ],
  [
    'two entries where one was meant',
    'and-or',
    {
      ...toBackend,
      ingress: [
        {
          from: [
            { namespaceSelector: { matchLabels: { team: 'ops' } } },
            { podSelector: { matchLabels: { app: 'prometheus' } } },
          ],
        },
      ],
    },
  ],
  ['egress without DNS', 'egress-without-dns', { ...toBackend, egress: [{ to: [{ podSelector: {} }] }] }],
];

describe('the linter of policies', () => {
  it('has nothing to say of sound policies', () => {
    expect(
      lint(
        networkPolicy('backend', {
          ...toBackend,
          policyTypes: ['Ingress', 'Egress'],
          ingress: [{ ...fromFrontend, ports: [{ port: 'http' }] }],
          egress: [{ ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }], to: [{ namespaceSelector: {} }] }],
        }),
        networkPolicy('deny', { podSelector: {}, policyTypes: ['Ingress'] }),
      ),
    ).toEqual([]);
  });

  it.each(slips)('finds %s', (_, id, spec) => {
    const found = lint(networkPolicy('policy', spec));
    expect(found.map((finding) => finding.id)).toContain(id);
    for (const { policy } of found)
      expect(policy).toEqual({ kind: 'NetworkPolicy', namespace: 'shop', name: 'policy' });
  });

  it('tells the line of the rule', () => {
    const yaml = [
      'apiVersion: networking.k8s.io/v1',
      'kind: NetworkPolicy',
      'metadata: { name: policy, namespace: shop }',
      'spec:',
      '  podSelector: { matchLabels: { app: backend } }',
      '  ingress:',
      '    - from: [{ podSelector: { matchLabels: { app: frontend } } }]',
      '    - from: [{ podSelector: { matchLabels: { app: nobody } } }]',
    ].join('\n');
    const [found] = lint(yaml);
    const { program } = policyCluster(yamlOf(...world, yaml), compileProgram);
    expect(found?.line).toBe(program.tiers[0]?.policies[0]?.lineOf?.(['spec', 'ingress', 1]));
    expect(found?.line).toBeDefined();
  });

  it('leaves one of two equal rules', () => {
    const rule = { ...toBackend, ingress: [fromFrontend] };
    const found = lint(networkPolicy('first', rule), networkPolicy('second', rule));
    expect(found.map(({ policy, sentence }) => [policy.name, sentence])).toEqual([
      ['second', 'Without its rule 1 nothing would change: the same is decided by NetworkPolicy shop/first rule 1.'],
    ]);
  });

  it('finds the same where Calico puts NetworkPolicies into a tier of its own', () => {
    const rule = { ...toBackend, ingress: [fromFrontend] };
    const documents = yamlOf(...world, networkPolicy('first', rule), networkPolicy('second', rule));
    const { program, snapshot } = policyCluster(documents, compileProgram, (made) => ({
      ...made,
      enforcement: { ...made.enforcement, cni: 'calico' },
    }));
    const found = lintPolicies(createPolicyIndex(program, snapshot));
    expect(found.map(({ id, policy }) => [id, policy.name])).toEqual([['redundant', 'second']]);
  });

  it('calls no rule redundant that alone admits what has no ports', () => {
    const found = lint(
      networkPolicy('policy', {
        ...toBackend,
        ingress: [
          fromFrontend,
          { ...fromFrontend, ports: [{ protocol: 'TCP' }, { protocol: 'UDP' }, { protocol: 'SCTP' }] },
        ],
      }),
    );
    expect(found.map(({ id, rule }) => [id, rule])).toEqual([['redundant', 2]]);
  });

  it('finds what an earlier policy of a first-match tier hides', () => {
    const admin = (name: string, priority: number, action: string) =>
      objectYaml('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', name, {
        spec: {
          priority,
          subject: { namespaces: { matchLabels: { team: 'shop' } } },
          ingress: [{ name, action, from: [{ namespaces: {} }] }],
        },
      });
    const found = lint(admin('deny-all', 5, 'Deny'), admin('allow-all', 9, 'Allow'));
    expect(found.map(({ id, policy }) => [id, policy.name])).toEqual([['never-reached', 'allow-all']]);
  });

  it('says that nobody enforces a dialect', () => {
    const { program, snapshot } = policyCluster(
      yamlOf(...world, networkPolicy('deny', { podSelector: {} })),
      compileProgram,
      (made) => ({
        ...made,
        enforcement: {
          ...made.enforcement,
          cni: 'flannel',
          dialects: { kubernetes: 'no', 'network-policy-api': 'no', calico: 'no', cilium: 'no' },
        },
      }),
    );
    expect(lintPolicies(createPolicyIndex(program, snapshot)).map(({ id }) => id)).toContain('not-enforced');
  });
});

describe('where pods have addresses of both families', () => {
  const dual = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'dual', namespace: 'shop', labels: { app: 'dual' } },
    spec: { containers: [{ name: 'main', image: 'x' }] },
    status: { phase: 'Running', podIP: '10.9.0.1', podIPs: [{ ip: '10.9.0.1' }, { ip: 'fd00::1' }] },
  });
  const block = (cidr: string) => ({ ipBlock: { cidr } });
  const narrow = networkPolicy('narrow', {
    ...toBackend,
    ingress: [{ from: [block('10.0.0.0/8'), block('fd00::/16')] }],
  });
  const wide = networkPolicy('wide', { ...toBackend, ingress: [{ from: [block('10.0.0.0/7')] }] });
  const ids = (...documents: readonly string[]) => lint(...documents).map(({ id }) => id);

  it('calls no rule redundant that another covers in one family alone', () => {
    expect(ids(narrow, wide)).toContain('redundant');
    expect(ids(dual, narrow, wide)).not.toContain('redundant');
  });

  it('does not say of a block of the other family that it is nobody', () => {
    const six = networkPolicy('six', { ...toBackend, ingress: [{ from: [block('fd00::/16')] }] });
    expect(ids(six)).toContain('peer-matches-nothing');
    expect(ids(dual, six)).not.toContain('peer-matches-nothing');
  });
});

describe('where not everything is seen', () => {
  const slipping = networkPolicy('policy', {
    podSelector: { matchLabels: { app: 'nobody' } },
    policyTypes: ['Ingress'],
    ingress: [fromFrontend],
    egress: [{}],
  });

  function idsSeeing(limits: Partial<PolicySnapshot>): readonly string[] {
    const made = policyCluster(yamlOf(...world, slipping), compileProgram);
    const snapshot = { ...made.snapshot, ...limits };
    return lintPolicies(createPolicyIndex(made.program, snapshot)).map(({ id }) => id);
  }

  it('says of a policy what hangs on pods and other policies as well where everything is', () => {
    expect(idsSeeing({})).toEqual(expect.arrayContaining(['selects-nothing', 'rules-without-type']));
  });

  it.each([
    ['pods are not', { unseen: ['Pods of namespace shop may not be listed.'] }],
    ['policies are not', { missing: ['AdminNetworkPolicies may not be read.'] }],
  ])('says only what a policy says by itself where %s', (_, limits) => {
    expect(idsSeeing(limits)).toEqual(['rules-without-type']);
  });
});
