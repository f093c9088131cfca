import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../../src/inventory/filter.ts';
import { createViewEngine } from '../../../src/inventory/view-engine.ts';
import { inventoryOf, podObject } from './objects.ts';

const row = {
  name: 'shop/front-back-7d4b9-x1',
  text: 'worker-1\nrunning\n10.244.1.5',
  labels: { app: 'front', tier: 'web' },
};
const passes = (filter: string) => compileFilter(filter)(row, false);

describe('a filter', () => {
  it.each([
    ['', true],
    ['front', true],
    ['FRONT', true],
    ['shop/front', true],
    ['worker-1', true],
    ['10.244.1', true],
    ['front worker-1', true],
    ['front worker-2', false],
    ['frba', true],
    ['fb7', true],
    ['ftnr', false],
    ['ront', true],
    ['rntb', false],
    ['!front', false],
    ['!worker-2', true],
    ['!frba', true],
    ['!', true],
    ['app=front', true],
    ['app==front', true],
    ['app=fro', false],
    ['app=back', false],
    ['!app=back', true],
    ['!app=front', false],
    ['app=front !worker-2 x1', true],
    ['missing=', false],
  ] as const)('%j gives %s', (filter, expected) => {
    expect(passes(filter)).toBe(expected);
  });

  it('stays quick on a name that fits in very many ways', () => {
    const name = 'a-'.repeat(150);
    expect(compileFilter('a'.repeat(60))({ name, text: '', labels: {} }, false)).toBe(true);
    expect(compileFilter(`${'a'.repeat(60)}b`)({ name, text: '', labels: {} }, false)).toBe(false);
  });

  it("takes a label's value as half typed while nothing has it", () => {
    const inventory = inventoryOf({
      pods: [
        podObject('shop', 'one', { metadata: { labels: { app: 'frontend' } } }),
        podObject('shop', 'two', { metadata: { labels: { app: 'front' } } }),
      ],
    });
    const views = createViewEngine(inventory);
    const names = (filter: string) =>
      views.answer({ kind: 'pods', filter, offset: 0, limit: 9 }).rows.map((pod) => pod.record.name);
    expect(names('app=fro')).toEqual(['one', 'two']);
    expect(names('app=front')).toEqual(['two']);
  });
});

describe('a view', () => {
  const inventory = inventoryOf({
    pods: [
      podObject('shop', 'b', {
        status: { containerStatuses: [{ name: 'app', ready: true, restartCount: 5, state: { running: {} } }] },
      }),
      podObject('shop', 'a'),
      podObject('payments', 'z', { spec: { nodeName: 'worker-2', containers: [] } }),
    ],
    nodes: [{ metadata: { name: 'worker-1', uid: 'n1' }, status: { conditions: [{ type: 'Ready', status: 'True' }] } }],
  });
  const views = createViewEngine(inventory);
  const names = (query: Partial<Parameters<typeof views.answer<'pods'>>[0]>) =>
    views.answer({ kind: 'pods', filter: '', offset: 0, limit: 9, ...query }).rows.map((pod) => pod.record.name);

  it('sorts by namespace and name', () => expect(names({})).toEqual(['z', 'a', 'b']));
  it('sorts by a column, and falls back on the name', () =>
    expect(names({ sort: { column: 'restarts', descending: true } })).toEqual(['b', 'z', 'a']));
  it('shows one namespace', () => expect(names({ namespace: 'shop' })).toEqual(['a', 'b']));
  it('shows one node', () => expect(names({ node: 'worker-2' })).toEqual(['z']));
  it('cuts a window and counts what passes and what there is', () => {
    expect(views.answer({ kind: 'pods', filter: 'shop', offset: 1, limit: 1 })).toMatchObject({
      rows: [{ record: { name: 'b' } }],
      matched: 2,
      total: 3,
    });
  });
  it('counts the pods of a node', () => {
    expect(views.answer({ kind: 'nodes', filter: '', offset: 0, limit: 9 }).rows).toMatchObject([
      { pods: 2, podsNotReady: 0, problem: undefined },
    ]);
  });
  it('offers everything that can be an end of a link', () => {
    const kinds = views.answer({ kind: 'endpoints', filter: '', offset: 0, limit: 9 }).rows.map((one) => one.kind);
    expect(kinds.sort()).toEqual(['node', 'pod', 'pod', 'pod']);
  });
});
