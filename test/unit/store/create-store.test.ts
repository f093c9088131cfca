import { expect, it } from 'vitest';
import { createStore } from '../../../src/store/create-store.ts';

function manual(): { run: () => void; schedule: (task: () => void) => void; waiting: () => number } {
  const tasks: (() => void)[] = [];
  return {
    schedule: (task) => tasks.push(task),
    run: () => {
      for (const task of tasks.splice(0)) task();
    },
    waiting: () => tasks.length,
  };
}

it('shows a change at once and tells listeners once for many changes', () => {
  const clock = manual();
  const store = createStore(1, clock.schedule);
  let told = 0;
  store.subscribe(() => {
    told += 1;
  });
  store.set(2);
  store.update((value) => value + 1);
  expect(store.getSnapshot()).toBe(3);
  expect(told).toBe(0);
  clock.run();
  expect(told).toBe(1);
});

it('tells nobody when the value is the same', () => {
  const clock = manual();
  const store = createStore('a', clock.schedule);
  store.subscribe(() => {});
  store.set('a');
  expect(clock.waiting()).toBe(0);
});

it('tells a listener no more after it unsubscribed, also when that happens while listeners are told', () => {
  const clock = manual();
  const store = createStore(0, clock.schedule);
  const heard: string[] = [];
  const endFirst = store.subscribe(() => {
    heard.push('first');
    endFirst();
  });
  store.subscribe(() => heard.push('second'));
  store.set(1);
  clock.run();
  store.set(2);
  clock.run();
  expect(heard).toEqual(['first', 'second', 'second']);
});

it('keeps two subscriptions of one function apart', () => {
  const clock = manual();
  const store = createStore(0, clock.schedule);
  let told = 0;
  const listener = (): void => {
    told += 1;
  };
  const end = store.subscribe(listener);
  store.subscribe(listener);
  end();
  store.set(1);
  clock.run();
  expect(told).toBe(1);
});
