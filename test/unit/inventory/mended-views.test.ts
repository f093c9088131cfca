import { array, assert, boolean, constantFrom, oneof, property, record } from 'fast-check';
import { expect, it } from 'vitest';
import { createInterner } from '../../../src/inventory/prune/intern.ts';
import { createViewEngine } from '../../../src/inventory/view-engine.ts';
import type { ViewQuery } from '../../../src/inventory/views.ts';
import { putObject } from '../../../src/kube/watch/resources.ts';
import { inventoryOf, podObject } from './objects.ts';

const all: ViewQuery<'pods'> = { kind: 'pods', filter: '', offset: 0, limit: 100 };
const queries: readonly ViewQuery<'pods'>[] = [
  all,
  { ...all, filter: 'web' },
  { ...all, filter: '!web pending' },
  { ...all, filter: 'app=w' },
  { ...all, namespace: 'shop' },
  { ...all, namespace: 'shop', filter: 'api' },
  { ...all, sort: { column: 'status', descending: true } },
  { ...all, node: 'worker-1' },
];

const change = record({
  namespace: constantFrom('shop', 'payments'),
  name: constantFrom('web-1', 'web-2', 'api-1', 'api-2', 'db-1'),
  uid: constantFrom('first', 'second'),
  phase: constantFrom('Running', 'Pending'),
  goes: boolean(),
});
const looks = constantFrom(...queries);

it('a view that was open while pods came, changed and went shows what a new one shows', () => {
  assert(
    property(array(oneof(change, looks), { minLength: 10, maxLength: 60 }), (steps) => {
      const inventory = inventoryOf({ pods: [podObject('shop', 'web-1'), podObject('payments', 'api-1')] });
      const interner = createInterner();
      const engine = createViewEngine(inventory);
      for (const step of steps) {
        if ('kind' in step) expect(engine.answer(step)).toEqual(createViewEngine(inventory).answer(step));
        else {
          const uid = `${step.namespace}-${step.name}-${step.uid}`;
          const metadata = { labels: { app: step.name.slice(0, 3) } };
          const pod = podObject(step.namespace, step.name, { uid, metadata, status: { phase: step.phase } });
          // A name is free for another pod once the first is gone.
          const previous = inventory.pods.byName(step.namespace, step.name);
          if (previous !== undefined && (step.goes || previous.uid !== uid)) inventory.pods.remove(previous.uid);
          if (!step.goes) putObject('pods', pod, inventory, interner);
        }
      }
      for (const query of queries) expect(engine.answer(query)).toEqual(createViewEngine(inventory).answer(query));
    }),
    { seed: 20_260_101, numRuns: 200 },
  );
});

it('a view that was not asked for longer than changes are remembered is worked out anew', () => {
  const inventory = inventoryOf({ pods: [podObject('shop', 'web-1')] });
  const interner = createInterner();
  const engine = createViewEngine(inventory);
  expect(engine.answer(all).matched).toBe(1);
  for (let turn = 0; turn < 3_000; turn += 1)
    putObject('pods', podObject('shop', `web-${turn % 50}`), inventory, interner);
  expect(engine.answer(all)).toEqual(createViewEngine(inventory).answer(all));
});

it('nodes are counted anew when pods change, though their order is kept', () => {
  const nodes = [{ metadata: { name: 'worker-1', uid: 'n1' } }];
  const inventory = inventoryOf({ nodes, pods: [podObject('shop', 'web-1')] });
  const engine = createViewEngine(inventory);
  const pods = () => engine.answer({ kind: 'nodes', filter: '', offset: 0, limit: 10 }).rows.map((row) => row.pods);
  expect(pods()).toEqual([1]);
  putObject('pods', podObject('shop', 'web-2'), inventory, createInterner());
  expect(pods()).toEqual([2]);
});
