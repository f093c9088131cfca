import { Worker } from 'node:worker_threads';
import { type MemoryKeeper, createMemoryKeeper, ownHeap } from './memory-keeper.ts';
import type { FromWorker, ToWorker, WorkerStart } from './protocol.ts';

/** Milliseconds after the worker's start. */
const tidyAfter = 700;
/** The screen's heap is smaller than this, in bytes. */
const screenHeap = 64 * 1024 * 1024;
/** A collection of the screen's heap takes 15 ms. */
const garbage = { slack: 5 * 1024 * 1024, rest: 5000, every: 20 };

/** The worker's thread as the UI thread sees it. */
export interface WorkerThread {
  post(message: ToWorker): void;
  /** Ends it at once. */
  terminate(): Promise<void>;
}

export interface ThreadEvents {
  readonly message: (message: FromWorker) => void;
  /** It died, with why in words. Not called after `terminate`. */
  readonly died: (why: string) => void;
}

/** The bundle puts the worker beside the entry, and shared code in chunks/ below it; from source it is its own file. */
function workerFile(here: string): URL {
  if (here.endsWith('.ts')) return new URL('./worker.ts', here);
  return new URL(/\/chunks\/[^/]+$/.test(here) ? '../cluster-worker.js' : './cluster-worker.js', here);
}

/**
 * Starts the worker's thread with bounds on its memory, once the work at hand is done: the screen draws its first frame
 * in the same turn of the event loop, and a thread that starts meanwhile would take the processor from it. What is
 * posted before then is kept.
 */
export function startWorkerThread(start: WorkerStart, events: ThreadEvents): WorkerThread {
  const waiting: ToWorker[] = [];
  let worker: Worker | undefined;
  let ended = false;
  let tidying: NodeJS.Timeout | undefined;
  let tidy: MemoryKeeper = () => {};
  const planned = setImmediate(() => {
    // Measured with 150,000 pods: 276 MB instead of 318, because neither thread's young generation grows for good. Not
    // before the first frame, which it would make 30 ms later.
    process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
    const message = (one: FromWorker): void => {
      tidy();
      events.message(one);
    };
    worker = createWorker(start, { ...events, message }, () => ended);
    for (const one of waiting.splice(0)) worker.postMessage(one);
    // By then the first frame is seen and what was needed to make it is garbage: 30 MB that go on to be useful nowhere.
    tidying = setTimeout(() => {
      const heap = ownHeap();
      // Within another program (a test's) it is not ours to stop.
      if (heap === undefined || heap.used() > screenHeap) return;
      heap.collectThoroughly();
      tidy = createMemoryKeeper(heap, () => performance.now(), garbage);
    }, tidyAfter);
    tidying.unref();
  });
  return {
    post: (message) => {
      if (worker === undefined) waiting.push(message);
      else worker.postMessage(message);
    },
    async terminate() {
      ended = true;
      clearImmediate(planned);
      clearTimeout(tidying);
      await worker?.terminate();
    },
  };
}

function createWorker(start: WorkerStart, events: ThreadEvents, isEnded: () => boolean): Worker {
  const worker = new Worker(workerFile(import.meta.url), {
    workerData: start,
    // Measured: 150,000 pods fit; without a small young generation the process grows by 100 MB that it never returns.
    resourceLimits: { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 8 },
    // The parent's own flags (a test runner's, a loader's) are not the worker's.
    execArgv: [],
    name: 'cluster-worker',
  });
  let lastWords = '';
  worker.on('message', events.message);
  worker.on('messageerror', (error) => {
    lastWords = error.message;
  });
  worker.on('error', (error) => {
    lastWords = error instanceof Error ? error.message : String(error);
  });
  worker.on('exit', (code) => {
    if (!isEnded()) events.died(lastWords || `exit code ${code}`);
  });
  return worker;
}
