import { expect, it } from 'vitest';
import type { FromWorker } from '../../../src/cluster-worker/protocol.ts';
import { openView } from '../../../src/cluster-worker/remote-view.ts';
import { ViewDesk } from '../../../src/cluster-worker/views.ts';
import { createInterner } from '../../../src/inventory/prune/intern.ts';
import { createViewEngine } from '../../../src/inventory/view-engine.ts';
import type { PodRow, ViewQuery } from '../../../src/inventory/views.ts';
import { putObject } from '../../../src/kube/watch/resources.ts';
import { inventoryOf, podObject } from '../inventory/objects.ts';
import { manualClock } from '../kube/manual-clock.ts';

const firstTwo: ViewQuery = { kind: 'pods', filter: '', offset: 0, limit: 2 };

/** A view of both sides of the protocol, without threads between them. */
function openedOn(pods: readonly string[]) {
  const clock = manualClock();
  const inventory = inventoryOf({ pods: pods.map((name) => podObject('shop', name)) });
  const interner = createInterner();
  const answers: Extract<FromWorker, { readonly type: 'view' }>['snapshot'][] = [];
  const session = {
    number: 1,
    views: createViewEngine(inventory),
    freshness: () => ({ state: 'live', asOf: 0 }) as const,
  };
  const desk = new ViewDesk(
    () => session,
    clock,
    (message) => {
      if (message.type !== 'view') return;
      answers.push(message.snapshot);
      receiver.take(structuredClone(message.snapshot));
    },
  );
  const { view, receiver } = openView<PodRow>(firstTwo, {
    ask: (query) => queueMicrotask(() => desk.set(1, query)),
    closed: () => desk.close(1),
  });
  const change = (name: string, phase = 'Running') => {
    putObject('pods', podObject('shop', name, { status: { phase } }), inventory, interner);
    desk.changed();
  };
  const shown = () => {
    const { rows, matched, filter } = view.getSnapshot();
    return { rows: rows.map(({ record }) => `${record.name} ${record.status}`), matched, filter };
  };
  return { clock, answers, view, change, shown };
}

it('rows in view that stay the same are not sent again, and are shown on', async () => {
  const { clock, answers, change, shown } = openedOn(['a', 'b', 'c']);
  await Promise.resolve();
  expect(answers).toHaveLength(1);
  change('d');
  clock.advance(1_000);
  expect(answers).toHaveLength(2);
  expect(answers[1]).not.toHaveProperty('rows');
  expect(shown()).toEqual({ rows: ['a Running', 'b Running'], matched: 4, filter: '' });
});

it('a row in view that changes is sent at once', async () => {
  const { clock, change, shown } = openedOn(['a', 'b', 'c']);
  await Promise.resolve();
  change('b', 'Failed');
  clock.advance(100);
  expect(shown().rows).toEqual(['a Running', 'b Failed']);
});

it('while only the number of rows changes, it is told twice a second', async () => {
  const { clock, answers, change, shown } = openedOn(['a', 'b', 'c']);
  await Promise.resolve();
  for (let tick = 0; tick < 100; tick += 1) {
    change(`z-${tick}`);
    clock.advance(50);
  }
  clock.advance(1_000);
  expect(answers.length).toBeLessThanOrEqual(13);
  expect(shown().matched).toBe(103);
});

it('a filter that leaves the rows as they are is answered all the same', async () => {
  const { clock, view, shown } = openedOn(['a', 'b', 'c']);
  await Promise.resolve();
  view.set({ filter: 'shop' });
  await Promise.resolve();
  clock.advance(0);
  expect(shown()).toEqual({ rows: ['a Running', 'b Running'], matched: 3, filter: 'shop' });
});
