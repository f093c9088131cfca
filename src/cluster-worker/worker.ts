import { parentPort, workerData } from 'node:worker_threads';
import { weigh } from '../consent/weigh.ts';
import { systemClock } from '../kube/clock.ts';
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
const host = new WorkerHost({
  start,
  env: process.env,
  clock: systemClock,
  weigh: (intent) => weigh(start.mode, intent),
  post: (message) => port.postMessage(message),
  closed: () => port.close(),
});
port.on('message', (message: ToWorker) => host.take(message));
