import { describe, expect, it } from 'vitest';
import { resolveNow } from '../../../src/cluster-worker/followers.ts';
import { freshnessOfView, isUncounted } from '../../../src/cluster-worker/view-needs.ts';
import type { Freshness, ResourceName } from '../../../src/contracts/cluster.ts';
import { inventoryOf } from '../inventory/objects.ts';

const live: Freshness = { state: 'live', asOf: 1 };
const denied: Freshness = { state: 'denied', sentence: 'you may not list endpointslices' };
const stale: Freshness = { state: 'stale', asOf: 5, sentence: 'broken' };

const allLiveBut =
  (name: ResourceName, freshness: Freshness) =>
  (resource: ResourceName): Freshness =>
    resource === name ? freshness : live;

const inventory = inventoryOf({
  services: [{ metadata: { name: 'web', namespace: 'shop', uid: 's' }, spec: { clusterIP: '10.96.0.7' } }],
});
const service = { kind: 'service', namespace: 'shop', name: 'web' } as const;
const clock = { now: () => 0 };

describe('what cannot be counted', () => {
  it('is not none: backends without endpoint slices, pods of nodes and policies without pods', () => {
    for (const unknown of [denied, { state: 'waiting' } as const]) {
      expect(isUncounted('services', allLiveBut('endpointslices', unknown))).toBe(true);
      expect(isUncounted('nodes', allLiveBut('pods', unknown))).toBe(true);
      expect(isUncounted('policies', allLiveBut('pods', unknown))).toBe(true);
    }
    expect(isUncounted('services', () => live)).toBe(false);
  });

  it('makes a list stale when it is', () => {
    expect(freshnessOfView('services', allLiveBut('endpointslices', stale))).toEqual(stale);
    expect(freshnessOfView('nodes', allLiveBut('pods', stale))).toEqual(stale);
    expect(freshnessOfView('nodes', allLiveBut('services', stale))).toEqual(live);
  });

  it('does not make a service one without backends', () => {
    const problem = (freshness: Freshness) =>
      resolveNow(service, { inventory, freshness: allLiveBut('endpointslices', freshness) }, clock).problem;
    expect(problem(denied)).toBe('you may not list endpointslices');
    expect(problem({ state: 'waiting' })).toBe('the endpointslices of the cluster are not read yet');
    expect(problem(live)).toBe('service shop/web has no ready backend');
  });
});
