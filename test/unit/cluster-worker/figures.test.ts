import { expect, it } from 'vitest';
import { createFigures } from '../../../src/cluster-worker/figures.ts';
import { createInterner } from '../../../src/inventory/prune/intern.ts';
import { putObject } from '../../../src/kube/watch/resources.ts';
import { inventoryOf, podObject } from '../inventory/objects.ts';

const node = (name: string) => ({ metadata: { name, uid: `uid-${name}` } });
const put = (inventory: ReturnType<typeof inventoryOf>, pod: ReturnType<typeof podObject>) =>
  putObject('pods', pod, inventory, createInterner());
const ofDaemonSet = {
  labels: {},
  ownerReferences: [{ kind: 'DaemonSet', name: 'kube-flannel-ds', controller: true }],
};

function figuresOf(nodes: number) {
  let now = 0;
  const lags: number[] = [];
  const inventory = inventoryOf({
    nodes: Array.from({ length: nodes }, (_, index) => node(`worker-${index + 1}`)),
    pods: [podObject('shop', 'web-1')],
  });
  const figures = createFigures(
    inventory,
    () => now,
    (over) => lags.push(over),
  );
  const podsOnFirst = () => figures.cni().agents.find((agent) => agent.node === 'worker-1')?.podsOnNode;
  return { inventory, figures, lags, podsOnFirst, pass: (time: number) => (now += time) };
}

it('running and unready pods are counted as they come, change and go', () => {
  const { inventory, figures } = figuresOf(1);
  put(inventory, podObject('shop', 'web-2', { status: { conditions: [] } }));
  put(inventory, podObject('shop', 'done', { status: { phase: 'Succeeded' } }));
  expect(figures.counts()).toMatchObject({ pods: 2, podsNotReady: 1 });
  put(inventory, podObject('shop', 'web-2'));
  expect(figures.counts()).toMatchObject({ pods: 2, podsNotReady: 0 });
  inventory.pods.remove('uid-shop-web-2');
  inventory.pods.remove('uid-shop-done');
  expect(figures.counts()).toMatchObject({ pods: 1, podsNotReady: 0 });
});

it('the summary of the CNI is the same object while it says the same', () => {
  const { inventory, figures, pass } = figuresOf(2);
  const first = figures.cni();
  put(inventory, podObject('shop', 'web-1', { status: { phase: 'Running', message: 'again' } }));
  pass(1_000);
  expect(figures.cni()).toBe(first);
});

it('on few nodes a pod shows in the count of its node at once', () => {
  const { inventory, pass, podsOnFirst, lags } = figuresOf(3);
  expect(podsOnFirst()).toBe(1);
  put(inventory, podObject('shop', 'web-2'));
  pass(100);
  expect(podsOnFirst()).toBe(2);
  expect(lags).toEqual([]);
});

it('on thousands of nodes the counts lag behind, and it is told once when to ask again', () => {
  const { inventory, pass, podsOnFirst, lags } = figuresOf(1_000);
  expect(podsOnFirst()).toBe(1);
  put(inventory, podObject('shop', 'web-2'));
  pass(500);
  expect(podsOnFirst()).toBe(1);
  put(inventory, podObject('shop', 'web-3'));
  expect(podsOnFirst()).toBe(1);
  expect(lags).toEqual([1_500]);
  pass(1_500);
  expect(podsOnFirst()).toBe(3);
});

it('a pod of a DaemonSet shows at once on however many nodes, because it may be an agent', () => {
  const { inventory, podsOnFirst } = figuresOf(1_000);
  expect(podsOnFirst()).toBe(1);
  put(inventory, podObject('kube-flannel', 'kube-flannel-ds-x', { metadata: ofDaemonSet }));
  expect(podsOnFirst()).toBe(2);
});
