import { describe, expect, it } from 'vitest';
import { reading } from '../policy-manifests/manifest.ts';
import { objectYaml } from '../../support/policy-flows.ts';

const policy =
  'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a, namespace: default }\nspec: { podSelector: {} }\n';

/** Whether every verdict is undecidable because of what could not be taken. */
function isMissing(text: string): boolean {
  const { snapshot, remarks } = reading(text);
  for (const sentence of snapshot.missing) expect(remarks.join('\n')).toContain(sentence.split(' cannot')[0]);
  return snapshot.missing.length > 0;
}

describe('a manifest that the API server would refuse', () => {
  const lost: readonly (readonly [string, string])[] = [
    ['has a generated name', policy.replace('name: a', 'generateName: a-')],
    ['has no name', policy.replace('name: a, ', '')],
    ['has a number for a name', policy.replace('name: a', 'name: 5')],
    ['has a number for a namespace', policy.replace('namespace: default', 'namespace: 5')],
    ['has a text for metadata', policy.replace(/metadata:.*/, 'metadata: a')],
    ['writes its kind in lower case', policy.replace('kind: NetworkPolicy', 'kind: networkpolicy')],
    ['writes its kind as a resource', policy.replace('kind: NetworkPolicy', 'kind: NetworkPolicies')],
    ['writes the word kind with a capital', policy.replace('kind: NetworkPolicy', 'Kind: NetworkPolicy')],
    ['has a blank in its kind', policy.replace('kind: NetworkPolicy', 'kind: "NetworkPolicy "')],
    ['is of another API', policy.replace('networking.k8s.io/v1', 'v1')],
    [
      'is of no kind within a list',
      'kind: List\napiVersion: v1\nitems: [{ apiVersion: networking.k8s.io/v1, metadata: { name: a } }]\n',
    ],
    ['is a text within a list', 'kind: List\napiVersion: v1\nitems: ["kind: NetworkPolicy"]\n'],
    [
      'stands in a list that is none',
      'kind: NetworkPolicyList\napiVersion: networking.k8s.io/v1\nitems: { metadata: { name: a } }\n',
    ],
    [
      'stands in a bare list',
      '- { apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: a }, spec: {} }\n',
    ],
    ['is written in UTF-16', Buffer.from(`\ufeff${policy}`, 'utf16le').toString('utf8')],
    ['says spec twice', `${policy}spec: {}\n`],
  ];
  it.each(lost)('is never passed over when it may be a policy: it %s', (_what, text) => {
    expect(isMissing(text)).toBe(true);
  });

  it.each([
    ['Pod', { labels: { app: 1 } }, {}],
    ['Namespace', { labels: ['a'] }, {}],
    ['Deployment', {}, { template: { metadata: { labels: { version: 1.5 } } } }],
    ['Service', {}, { selector: { app: true } }],
  ])('has labels of which it is not known what they would be: %s', (kind, metadata, spec) => {
    expect(isMissing(JSON.stringify({ apiVersion: 'v1', kind, metadata: { name: 'a', ...metadata }, spec }))).toBe(
      true,
    );
  });

  it('decides nothing when it is no policy', () => {
    for (const text of [
      'replicas: 3\nnetworkPolicy: { enabled: true }\n',
      'just a text\n',
      'kind: Deployment\nspec: {}\n',
      'x: &base { a: 1 }\n',
    ])
      expect(isMissing(text)).toBe(false);
  });
});

describe('a manifest that kubectl takes', () => {
  it.each([
    ['with Windows line ends', policy.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\ufeff${policy}`],
    ['with both', `\ufeff${policy.replaceAll('\n', '\r\n')}`],
    [
      'as JSON with a byte order mark',
      `\ufeff${objectYaml('networking.k8s.io/v1', 'NetworkPolicy', 'a', { spec: { podSelector: {} } })}`,
    ],
    ['with tags', policy.replace('kind: NetworkPolicy', 'kind: !!str NetworkPolicy')],
    [
      'with aliases and merges',
      policy.replace(
        '{ podSelector: {} }',
        '\n  podSelector: &all {}\n  ingress: [{ from: [&one { podSelector: *all }, { <<: *one }] }]',
      ),
    ],
    ['with a namespace that is null', policy.replace('namespace: default', 'namespace: null')],
  ])('is read %s', (_how, text) => {
    const { snapshot } = reading(text);
    expect(snapshot.missing).toEqual([]);
    expect(snapshot.objects.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(['default/a']);
  });

  it('makes no verdict undecidable when it is of Cilium or Calico and no policy', () => {
    for (const [api, kind] of [
      ['cilium.io/v2alpha1', 'CiliumLoadBalancerIPPool'],
      ['cilium.io/v2', 'CiliumNodeConfig'],
      ['crd.projectcalico.org/v1', 'BlockAffinity'],
      ['crd.projectcalico.org/v1', 'ClusterInformation'],
      ['networking.k8s.io/v1', 'Ingress'],
    ] as const)
      expect(isMissing(objectYaml(api, kind, 'a', { spec: {} }))).toBe(false);
  });
});
