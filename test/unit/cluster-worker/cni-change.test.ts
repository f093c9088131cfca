import { describe, expect, it } from 'vitest';
import { CniTeller, changedCni } from '../../../src/cluster-worker/told-cni.ts';
import type { CniNode, CniState } from '../../../src/contracts/cni.ts';

const row = (node: string, odd: readonly string[] = []): CniNode => ({
  node,
  health: 'ok',
  cells: {},
  findings: [],
  odd,
  way: undefined,
  problem: undefined,
  at: 0,
});

const state = (nodes: readonly CniNode[], looking = true): CniState => ({
  name: 'flannel',
  deep: true,
  sentence: '',
  facts: [],
  findings: [],
  columns: [],
  nodes,
  looking,
  asOf: undefined,
});

describe('what is told of a look at the CNI', () => {
  const [one, two, three] = [row('a'), row('b'), row('c')];

  it('is whole at first, then only the rows that say something else', () => {
    const teller = new CniTeller();
    const first = teller.change(state([one, two, three]));
    const next = teller.change(state([one, row('b', ['mtu']), three], false));
    expect([first.rows.length, first.order]).toEqual([3, ['a', 'b', 'c']]);
    expect([next.rows.map(({ node }) => node), next.order]).toEqual([['b'], undefined]);
  });

  it('comes to the same on the other side, also when nodes come and go', () => {
    const teller = new CniTeller();
    const states = [state([one, two]), state([one, row('b', ['x']), three]), state([three]), state([]), state([two])];
    let there: CniState | undefined;
    for (const now of states) {
      there = changedCni(there, teller.change(now));
      expect(there).toEqual(now);
    }
  });

  it('is nothing to who was never told the whole', () => {
    const teller = new CniTeller();
    teller.change(state([one, two]));
    expect(changedCni(undefined, teller.change(state([one, row('b', ['x'])])))).toBeUndefined();
  });
});
