import { describe, expect, it } from 'vitest';
import { combineFreshness } from '../../../src/cluster-worker/freshness.ts';
import { createLineQueue } from '../../../src/cluster-worker/line-queue.ts';
import { watchSleep } from '../../../src/cluster-worker/sleep.ts';
import { createThrottle } from '../../../src/cluster-worker/throttle.ts';
import { packError, unpackError } from '../../../src/cluster-worker/travelling-error.ts';
import { PlumblineError } from '../../../src/contracts/errors.ts';
import { manualClock } from '../kube/manual-clock.ts';

describe('a throttle', () => {
  it('joins what is asked in one turn, and holds its distance', () => {
    const clock = manualClock();
    let runs = 0;
    const throttle = createThrottle(clock, 100, () => {
      runs += 1;
    });
    for (let index = 0; index < 50; index += 1) throttle.ask();
    clock.advance(0);
    expect(runs).toBe(1);
    for (let index = 0; index < 100; index += 1) {
      throttle.ask();
      clock.advance(10);
    }
    expect(runs).toBeLessThanOrEqual(11);
  });

  it('runs a dear task less often, so that the thread has time for the rest', () => {
    const clock = manualClock();
    let runs = 0;
    const throttle = createThrottle(clock, 100, () => {
      runs += 1;
      clock.advance(50);
    });
    throttle.now();
    throttle.ask();
    clock.advance(400);
    expect(runs).toBe(1);
    clock.advance(100);
    expect(runs).toBe(2);
  });
});

describe('freshness from several namespaces', () => {
  const live = (asOf: number) => ({ state: 'live', asOf }) as const;
  const denied = { state: 'denied', sentence: 'no' } as const;
  const stale = { state: 'stale', asOf: 5, sentence: 'broken' } as const;

  it('is as old as the oldest part', () => expect(combineFreshness([live(3), live(1)])).toEqual(live(1)));
  it('leaves out what may not be read while something may', () =>
    expect(combineFreshness([denied, live(1)])).toEqual(live(1)));
  it('is denied when nothing may be read', () => expect(combineFreshness([denied, denied])).toEqual(denied));
  it('is stale when any part is', () => expect(combineFreshness([live(1), stale])).toEqual(stale));
  it('is waiting while any part is', () =>
    expect(combineFreshness([live(1), { state: 'waiting' }])).toEqual({ state: 'waiting' }));
});

describe('lines on their way', () => {
  it('come in order, and the end after the last', async () => {
    const queue = createLineQueue<number>();
    queue.push([1, 2]);
    setTimeout(() => {
      queue.push([3]);
      queue.end();
    }, 10);
    const seen: number[] = [];
    for await (const line of queue) seen.push(line);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('come before the error that ended them', async () => {
    const queue = createLineQueue<number>();
    queue.push([1]);
    queue.end(new Error('broken'));
    const seen: number[] = [];
    const read = async () => {
      for await (const line of queue) seen.push(line);
    };
    await expect(read()).rejects.toThrow('broken');
    expect(seen).toEqual([1]);
  });

  it('are counted as they are taken, and a reader that leaves is told of', async () => {
    const taken: number[] = [];
    let left = 0;
    const queue = createLineQueue<number>(
      (lines) => taken.push(lines),
      () => {
        left += 1;
      },
    );
    queue.push([1, 2, 3]);
    for await (const line of queue)
      if (line === 3) queue.push([4]);
      else if (line === 4) break;
    expect([taken, left]).toEqual([[3], 1]);
  });
});

it('a machine that slept is noticed by the clock that went on', () => {
  const clock = manualClock();
  let woke = 0;
  const ended = new AbortController();
  watchSleep(clock, ended.signal, () => {
    woke += 1;
  });
  clock.advance(60_000);
  expect(woke).toBe(0);
  const asleep = { ...clock, now: () => clock.now() + 3_600_000 };
  let wokeAfterSleep = 0;
  let slept = false;
  watchSleep({ ...clock, now: () => (slept ? asleep.now() : clock.now()) }, ended.signal, () => {
    wokeAfterSleep += 1;
  });
  slept = true;
  clock.advance(20_000);
  expect(wokeAfterSleep).toBe(1);
  ended.abort();
  expect(clock.waiting()).toBe(0);
});

it('an error keeps its words on its way between threads', () => {
  const error = new PlumblineError('It broke.', {
    kind: 'forbidden',
    operation: 'list pods',
    serverMessage: 'no',
    status: 403,
    cause: new Error('inner'),
  });
  const arrived = unpackError(structuredClone(packError(error, 'x')));
  expect([arrived.message, arrived.facts]).toEqual([
    'It broke.',
    { kind: 'forbidden', operation: 'list pods', serverMessage: 'no', status: 403 },
  ]);
  expect(packError(new TypeError('x is undefined'), 'list pods').facts.kind).toBe('internal');
});
