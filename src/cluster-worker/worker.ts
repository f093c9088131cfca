import { parentPort, workerData } from 'node:worker_threads';
import { weigh } from '../consent/weigh.ts';
import { systemClock } from '../kube/clock.ts';
import { type MemoryKeeper, createMemoryKeeper, ownHeap } from './memory-keeper.ts';
import type { ToWorker, WorkerStart } from './protocol.ts';
import { WorkerHost } from './worker-host.ts';

/*
 * The worker's entry. Its thread owns kubeconfig, credentials, HTTP, exec, logs and the inventory; the UI thread sends
 * intents and gets rows.
 */

const port = parentPort;
if (port === null) throw new Error('The cluster worker runs as a worker thread only.');
// `workerData` is what `openCluster` gave; both sides are built from the same source.
const start = workerData as WorkerStart;
/** A collection takes a tenth of a second with a full inventory. */
const garbage = { slack: 6 * 1024 * 1024, rest: 500, every: 500 };
const heap = ownHeap();
const keep: MemoryKeeper = heap === undefined ? () => {} : createMemoryKeeper(heap, () => performance.now(), garbage);
const host = new WorkerHost({
  start,
  env: process.env,
  clock: systemClock,
  weigh: (intent) => weigh(start.mode, intent),
  post: (message) => {
    port.postMessage(message);
    // A view of everything sorts and filters arrays as long as the inventory.
    if (message.type === 'view') keep(garbage.every);
  },
  closed: () => port.close(),
  arrived: () => keep(),
  memory: { worked: () => keep(garbage.every), released: () => heap?.collectThoroughly() },
});
port.on('message', (message: ToWorker) => host.take(message));
