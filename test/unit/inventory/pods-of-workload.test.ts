import { expect, it } from 'vitest';
import { createViewEngine } from '../../../src/inventory/view-engine.ts';
import { inventoryOf, podObject } from './objects.ts';

const owned = (namespace: string, name: string, kind: string, owner: string) =>
  podObject(namespace, name, { metadata: { ownerReferences: [{ kind, name: owner, controller: true }] } });

it('shows the pods of one workload: of its kind, its name and its namespace', () => {
  const inventory = inventoryOf({
    pods: [
      owned('shop', 'redis-0', 'StatefulSet', 'redis'),
      owned('shop', 'redis-x1', 'DaemonSet', 'redis'),
      owned('payments', 'redis-0', 'StatefulSet', 'redis'),
      owned('shop', 'cart-0', 'StatefulSet', 'cart'),
      podObject('shop', 'alone'),
    ],
  });
  const workload = { workload: 'StatefulSet', namespace: 'shop', name: 'redis' } as const;
  const window = createViewEngine(inventory).answer({ kind: 'pods', filter: '', workload, offset: 0, limit: 9 });
  expect(window.rows.map(({ record }) => `${record.namespace}/${record.name}`)).toEqual(['shop/redis-0']);
});
