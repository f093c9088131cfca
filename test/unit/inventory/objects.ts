import { createInventory, type Inventory } from '../../../src/inventory/inventory.ts';
import type { Fields } from '../../../src/inventory/prune/fields.ts';
import { createInterner } from '../../../src/inventory/prune/intern.ts';
import { putObject, type WatchedResource } from '../../../src/kube/watch/resources.ts';

/** A running pod as an API server sends it; `more` replaces whole top-level fields of spec and status. */
export function podObject(
  namespace: string,
  name: string,
  more: { readonly uid?: string; readonly metadata?: Fields; readonly spec?: Fields; readonly status?: Fields } = {},
): Fields {
  return {
    metadata: {
      name,
      namespace,
      uid: more.uid ?? `uid-${namespace}-${name}`,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...more.metadata,
    },
    spec: {
      nodeName: 'worker-1',
      serviceAccountName: 'default',
      containers: [{ name: 'app', image: 'shop/web:1' }],
      ...more.spec,
    },
    status: {
      phase: 'Running',
      podIPs: [{ ip: '10.244.1.5' }],
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'app', ready: true, restartCount: 0, state: { running: {} } }],
      ...more.status,
    },
  };
}

/** An inventory with these objects, by resource. */
export function inventoryOf(
  objects: Partial<Record<WatchedResource, readonly Fields[]>>,
  now: () => number = () => 0,
): Inventory {
  const inventory = createInventory(now);
  const interner = createInterner();
  for (const [resource, list] of Object.entries(objects)) {
    // The keys are those of the parameter's type.
    for (const object of list) putObject(resource as WatchedResource, object, inventory, interner);
  }
  return inventory;
}
