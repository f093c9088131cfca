import { describe, expect, it } from 'vitest';
import { objectYaml, podYaml } from '../../support/policy-flows.ts';
import { clusterOf, namespaceYaml } from '../policy/cluster.ts';

const pods = [namespaceYaml('shop'), podYaml('shop/web', { app: 'web' }), podYaml('shop/api', { app: 'api' })];

/** The flow from web to api under one policy that governs web or api by both directions, were it understood. */
function verdict(apiVersion: string, kind: string, more: object): string {
  const clusterWide = !kind.endsWith('NetworkPolicy') || /^(Admin|Baseline|Cluster|Global|CiliumCluster)/.test(kind);
  return clusterOf([...pods, objectYaml(apiVersion, kind, clusterWide ? 'p' : 'shop/p', { ...more })]).outcome(
    'shop/web',
    'shop/api',
  );
}

describe('a policy that is not understood as a whole', () => {
  const kubernetes: readonly (readonly [string, unknown])[] = [
    ['types that are a text', { podSelector: {}, policyTypes: 'Egress' }],
    ['a type that is a number', { podSelector: {}, policyTypes: [1] }],
    ['a type that is not known', { podSelector: {}, policyTypes: ['Ingress', 'egress'] }],
    ['a spec that is a text', 'deny'],
    ['a misspelt field', { podSelector: {}, egres: [] }],
    ['egress rules that are no list', { podSelector: {}, egress: { to: [] } }],
  ];
  it.each(kubernetes)('decides neither direction: NetworkPolicy with %s', (_what, spec) => {
    expect(verdict('networking.k8s.io/v1', 'NetworkPolicy', { spec })).toBe('undecidable undecidable');
  });

  it('keeps to its types where these are clear', () => {
    const spec = { podSelector: {}, policyTypes: ['Ingress'], foo: 1 };
    expect(verdict('networking.k8s.io/v1', 'NetworkPolicy', { spec })).toBe('allow undecidable');
  });

  const subject = { namespaces: {} };
  const admin: readonly (readonly [string, unknown])[] = [
    ['rules that are no list', { priority: 1, subject, egress: { action: 'Deny' }, ingress: 'all' }],
    ['no spec', null],
    ['a misspelt field', { priority: 1, subject, egres: [], ingres: [] }],
  ];
  it.each(admin)('decides neither direction: AdminNetworkPolicy with %s', (_what, spec) => {
    expect(verdict('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', { spec })).toBe(
      'undecidable undecidable',
    );
  });

  it('is undecidable where a BaselineAdminNetworkPolicy passes, which it may not', () => {
    const spec = { subject, ingress: [{ action: 'Pass', from: [{ namespaces: {} }] }] };
    expect(verdict('policy.networking.k8s.io/v1alpha1', 'BaselineAdminNetworkPolicy', { spec })).toBe(
      'allow undecidable',
    );
  });

  const calico: readonly (readonly [string, unknown])[] = [
    ['egress rules that are no list', { egress: { action: 'Deny' } }],
    ['types that are a text', { types: 'Egress' }],
  ];
  it.each(calico)('decides neither direction: Calico NetworkPolicy with %s', (_what, spec) => {
    expect(verdict('projectcalico.org/v3', 'NetworkPolicy', { spec })).toBe('undecidable undecidable');
  });

  const endpointSelector = { matchLabels: {} };
  const cilium: readonly (readonly [string, object])[] = [
    [
      'a default deny that is a text',
      { spec: { endpointSelector, enableDefaultDeny: { egress: 'yes' }, ingress: [{}] } },
    ],
    ['specs that are no list', { spec: { endpointSelector }, specs: { endpointSelector, egressDeny: [{}] } }],
    [
      'a label of an unknown source',
      { spec: { endpointSelector: { matchLabels: { 'odd:app': 'x' } }, egress: [{}], ingress: [{}] } },
    ],
    [
      'a label that is a number',
      { spec: { endpointSelector: { matchLabels: { app: 1 } }, egress: [{}], ingress: [{}] } },
    ],
    [
      'an expression without values',
      {
        spec: {
          endpointSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: [] }] },
          egress: [{}],
          ingress: [{}],
        },
      },
    ],
  ];
  it.each(cilium)('decides neither direction: CiliumNetworkPolicy with %s', (_what, more) => {
    expect(verdict('cilium.io/v2', 'CiliumNetworkPolicy', more)).toBe('undecidable undecidable');
  });

  it('is undecidable where a deny rule of Cilium asks for a request, which no deny rule can', () => {
    const ingressDeny = [{ toPorts: [{ ports: [{ port: '8080' }], rules: { http: [{ method: 'PUT' }] } }] }];
    const spec = { endpointSelector, ingressDeny };
    expect(verdict('cilium.io/v2', 'CiliumNetworkPolicy', { spec })).toBe('allow undecidable');
  });
});
