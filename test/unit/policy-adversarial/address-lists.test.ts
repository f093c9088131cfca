import { describe, expect, it } from 'vitest';
import { objectYaml, podYaml } from '../../support/policy-flows.ts';
import { clusterOf, namespaceYaml } from '../policy/cluster.ts';

const pods = [namespaceYaml('a'), podYaml('a/x', { app: 'x' }), podYaml('a/y', { app: 'y' })];

const calico = (spec: object): string => objectYaml('projectcalico.org/v3', 'GlobalNetworkPolicy', 'p', { spec });
const networkSet = (nets: unknown): string =>
  objectYaml('projectcalico.org/v3', 'GlobalNetworkSet', 'feed', { labels: { role: 'feed' }, spec: { nets } });
const group = (externalCIDRs: unknown): string =>
  objectYaml('cilium.io/v2', 'CiliumCIDRGroup', 'feed', { spec: { externalCIDRs } });
const cilium = objectYaml('cilium.io/v2', 'CiliumNetworkPolicy', 'a/p', {
  spec: {
    endpointSelector: {},
    ingress: [{ fromEntities: ['all'] }],
    ingressDeny: [{ fromCIDRSet: [{ cidrGroupRef: 'feed' }] }],
  },
});

describe('a list of addresses that a policy names', () => {
  const denyFeed = calico({
    ingress: [{ action: 'Deny', source: { selector: "role == 'feed'" } }, { action: 'Allow' }],
  });

  it('denies what is in it', () => {
    expect(clusterOf([...pods, denyFeed, networkSet(['203.0.113.0/24'])]).outcome('203.0.113.9', 'a/y')).toContain(
      'deny',
    );
    expect(clusterOf([...pods, cilium, group(['203.0.113.0/24'])]).outcome('203.0.113.9', 'a/y')).toContain('deny');
  });

  it('leaves undecidable what it could be meant for when it is no list', () => {
    const set = clusterOf([...pods, denyFeed, networkSet('203.0.113.0/24')]);
    expect(set.outcome('203.0.113.9', 'a/y')).toBe('not-applicable undecidable');
    for (const cidrs of ['203.0.113.0/24', ['203.0.113.0/33'], [7]])
      expect(clusterOf([...pods, cilium, group(cidrs)]).outcome('203.0.113.9', 'a/y')).toBe(
        'not-applicable undecidable',
      );
  });

  it('makes a Calico rule one for its family alone, when it lists what is left out', () => {
    const but = (notNets: readonly string[]): string => calico({ ingress: [{ action: 'Allow', source: { notNets } }] });
    expect(clusterOf([...pods, but(['fd00::/8'])]).outcome('a/x', 'a/y')).toBe('allow default-deny');
    expect(clusterOf([...pods, but(['203.0.113.0/24'])]).outcome('a/x', 'a/y')).toBe('allow allow');
    expect(clusterOf([...pods, but(['203.0.113.0/24'])]).outcome('203.0.113.9', 'a/y')).toContain('default-deny');
  });
});
