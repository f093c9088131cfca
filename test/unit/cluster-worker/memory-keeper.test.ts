import { describe, expect, it } from 'vitest';
import { createMemoryKeeper, ownHeap } from '../../../src/cluster-worker/memory-keeper.ts';

/** A heap that grows by what is said, and by collecting falls to what lives. */
function fakeHeap() {
  const heap = {
    live: 100,
    garbage: 0,
    collections: 0,
    used: () => heap.live + heap.garbage,
    collect: () => {
      heap.garbage = 0;
      heap.collections += 1;
    },
    collectThoroughly: () => heap.collect(),
  };
  return heap;
}

describe('the memory keeper', () => {
  const limits = { slack: 10, rest: 1000, every: 1 };

  it('collects once the garbage is more than its slack', () => {
    const heap = fakeHeap();
    const arrived = createMemoryKeeper(heap, () => 0, limits);
    for (let size = 1; size <= 10; size += 1) {
      heap.garbage = size;
      arrived();
    }
    expect(heap).toMatchObject({ collections: 1, garbage: 0 });
  });

  it('takes what lives for no garbage', () => {
    const heap = fakeHeap();
    let now = 0;
    const arrived = createMemoryKeeper(heap, () => now, limits);
    for (let step = 0; step < 10; step += 1) {
      now += 1000;
      heap.live += 9;
      arrived();
    }
    // Ninety more that live: seen at the second step of each pair, when ten are exceeded.
    expect(heap.collections).toBe(5);
  });

  it('rests between two collections, however much comes', () => {
    const heap = fakeHeap();
    let now = 0;
    const arrived = createMemoryKeeper(heap, () => now, limits);
    for (now = 0; now <= 3000; now += 100) {
      heap.garbage = 50;
      arrived();
    }
    expect(heap.collections).toBe(4);
  });

  it('looks at the heap only every so many calls', () => {
    let looks = 0;
    const used = (): number => {
      looks += 1;
      return 100;
    };
    const heap = { ...fakeHeap(), used };
    const arrived = createMemoryKeeper(heap, () => 0, { ...limits, every: 100 });
    const before = looks;
    for (let call = 0; call < 1000; call += 1) arrived();
    expect(looks - before).toBe(10);
  });

  it("gets hold of this thread's own heap", () => {
    const heap = ownHeap();
    expect(heap?.used()).toBeGreaterThan(1_000_000);
    heap?.collect();
  });
});
