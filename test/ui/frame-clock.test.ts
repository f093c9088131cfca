import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFrameClock } from '../../components/screen/frame-clock.ts';
import { createStore } from '../../src/store/create-store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the frame clock', () => {
  it.each([1, 10])(
    'tells of changes at most %i times a second, however many there are, and of the last one',
    async (rate) => {
      const clock = createFrameClock(rate);
      const store = createStore(0);
      const seen: number[] = [];
      clock.subscribe(store, () => seen.push(store.getSnapshot()));
      for (let change = 1; change <= 1000; change += 1) {
        store.update(() => change);
        await vi.advanceTimersByTimeAsync(10);
      }
      await vi.advanceTimersByTimeAsync(1000);
      expect(seen.length).toBeLessThanOrEqual(10 * rate + 2);
      expect(seen.at(-1)).toBe(1000);
      clock.stop();
    },
  );

  it('goes on at another pace when it is told to', async () => {
    const clock = createFrameClock(10);
    const store = createStore(0);
    let told = 0;
    clock.subscribe(store, () => (told += 1));
    const changesFor = async (seconds: number): Promise<number> => {
      const before = told;
      for (let change = 0; change < seconds * 100; change += 1) {
        store.update((value) => value + 1);
        await vi.advanceTimersByTimeAsync(10);
      }
      return told - before;
    };
    clock.pace(1);
    expect(await changesFor(10)).toBeLessThanOrEqual(11);
    clock.pace(10);
    expect(await changesFor(10)).toBeGreaterThan(80);
    clock.stop();
  });

  it('runs no timer while nothing changes', async () => {
    const clock = createFrameClock(10);
    const store = createStore(0);
    clock.subscribe(store, () => {});
    store.update(() => 1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(vi.getTimerCount()).toBe(0);
    clock.stop();
  });
});
