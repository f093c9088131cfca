import { expect, it } from 'vitest';
import { KeptIndex } from '../../../src/cluster-worker/kept-index.ts';
import { createInventory } from '../../../src/inventory/inventory.ts';
import { createInterner } from '../../../src/inventory/prune/intern.ts';
import { prunePod } from '../../../src/inventory/prune/pod.ts';
import type { PodRecord } from '../../../src/inventory/records.ts';
import { compileProgram } from '../../../src/policy/compile-program.ts';
import { enforcementOf } from '../../../src/policy/live/enforcement.ts';
import { snapshotWith } from '../../../src/policy/live/snapshot.ts';
import type { PolicyProgram } from '../../../src/policy/model/policy.ts';
import { podObject } from '../inventory/objects.ts';
import { manualClock } from '../kube/manual-clock.ts';

function podRecord(name: string): PodRecord {
  const [namespace = '', pod = ''] = name.split('/');
  return prunePod(podObject(namespace, pod), createInterner()) ?? expect.fail('no pod');
}

function kept() {
  const inventory = createInventory();
  const clock = manualClock();
  const live = { state: 'live', asOf: 0 } as const;
  const seen = {
    cni: undefined,
    freshness: () => live,
    policyFreshness: new Map(),
    policiesIn: () => live,
    unseen: [],
  };
  let made = 0;
  let released = 0;
  let program: PolicyProgram | undefined;
  let betweenPieces = () => {};
  let knowledge = 'live';
  const snapshot = (pods: Parameters<typeof snapshotWith>[2]['pods']) =>
    snapshotWith(inventory, seen, { pods, services: [] });
  const index = new KeptIndex({
    inventory,
    clock,
    program: () => (program ??= compileProgram({ ...snapshot([]), enforcement: enforcementOf(undefined) })),
    snapshot: (pods) => {
      made += 1;
      return snapshot(pods);
    },
    knowledge: () => knowledge,
    released: () => {
      released += 1;
    },
    rest: async () => betweenPieces(),
  });
  inventory.pods.put(podRecord('shop/web'));
  return {
    inventory,
    clock,
    index,
    made: () => made,
    released: () => released,
    known: (otherwise: string) => {
      knowledge = otherwise;
    },
    edited: () => {
      program = undefined;
    },
    whenResting: (act: () => void) => {
      betweenPieces = act;
    },
  };
}

it('makes one index for all who ask while it is being made, and keeps it while nothing changes', async () => {
  const { index, made } = kept();
  const [first, second] = await Promise.all([index.get(), index.get()]);
  expect(second).toBe(first);
  expect(await index.get()).toBe(first);
  expect(made()).toBe(1);
});

it('makes another once the policies are others', async () => {
  const { index, made, edited } = kept();
  const first = await index.get();
  edited();
  expect(await index.get()).not.toBe(first);
  expect(made()).toBe(2);
});

it('makes another once it knows the policies otherwise', async () => {
  const { index, made, known } = kept();
  const first = await index.get();
  known('forbidden');
  expect(await index.get()).not.toBe(first);
  expect(made()).toBe(2);
});

it('knows a pod that came since', async () => {
  const { index, inventory, clock } = kept();
  await index.get();
  inventory.pods.put(podRecord('shop/api'));
  clock.advance(1);
  expect((await index.get()).snapshot.pods.map(({ name }) => name)).toEqual(['web', 'api']);
});

it('takes what it made of a pod before again, and not that of one that changed', async () => {
  const { index, inventory, clock } = kept();
  inventory.pods.put(podRecord('shop/api'));
  inventory.pods.put(podRecord('shop/db'));
  const before = (await index.get()).snapshot.pods;
  inventory.pods.remove(podRecord('shop/web').uid);
  inventory.pods.put({ ...podRecord('shop/db'), labels: { app: 'other' } });
  clock.advance(1);
  const after = (await index.get()).snapshot.pods;
  expect(after.map(({ name }) => name)).toEqual(['api', 'db']);
  expect(after[0]).toBe(before[1]);
  expect(after[1]?.labels).toEqual({ app: 'other' });
});

it('lets go of it a minute after it was asked for last, and says so', async () => {
  const { index, clock, made, released } = kept();
  await index.get();
  clock.advance(59_000);
  await index.get();
  clock.advance(59_000);
  expect(released()).toBe(0);
  clock.advance(1_000);
  expect(released()).toBe(1);
  await index.get();
  expect(made()).toBe(2);
});

it('keeps nothing once it is stopped', async () => {
  const { index, clock, made } = kept();
  await index.get();
  index.stop();
  await index.get();
  await index.get();
  expect(made()).toBe(3);
  expect(clock.waiting()).toBe(0);
});
