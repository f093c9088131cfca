import { type BenchCluster, startBenchCluster } from '../bench-cluster.ts';
import { largestShape } from '../cluster/shape.ts';
import { pressAll } from '../keys.ts';
import { type BenchProgram, pause, startBenchProgram } from '../program.ts';

/** The program on the largest cluster, with the list of pods in view. */
export interface LargeRun extends Omit<BenchProgram, 'end'> {
  readonly cluster: BenchCluster;
  /** From the start of the process until the header counted every pod as live. */
  readonly secondsToLive: number;
  readonly end: () => Promise<void>;
}

/** What bin/plumbline of the tarball sets: glibc keeps two heaps, not one for every thread. */
const asPackaged = { MALLOC_ARENA_MAX: '2' };

/** Starts both and waits until the inventory is complete. */
export async function startLargeRun(): Promise<LargeRun> {
  const cluster = await startBenchCluster(largestShape, 'streaming');
  try {
    const began = performance.now();
    const started = await startBenchProgram(async (folder) => ['--kubeconfig', await cluster.kubeconfig(folder)], {
      columns: 120,
      rows: 40,
      env: asPackaged,
    });
    const end = async () => {
      await started.end();
      await cluster.end();
    };
    try {
      await started.program.waitFor(new RegExp(`\\b${largestShape.pods} pods.* live`), 180_000);
      const secondsToLive = (performance.now() - began) / 1000;
      started.program.type(']');
      await started.program.waitFor(/service-\d/, 20_000);
      await pause(1000);
      return { ...started, cluster, secondsToLive, end };
    } catch (error) {
      await started.end();
      throw error;
    }
  } catch (error) {
    await cluster.end();
    throw error;
  }
}

const down = '\u001b[B';
const up = '\u001b[A';

/** Moves down and back up in the list; ms per key. */
export function moveAround({ program }: LargeRun, keys: number): Promise<number[]> {
  return pressAll(
    program,
    Array.from({ length: keys }, (_, index) => (index < keys * 0.6 ? down : up)),
  );
}

/** Types words after `/`, each taken back again, and leaves the filter; ms per key. */
export async function filterBy({ program }: LargeRun, words: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  program.type('/');
  await pause(500);
  for (const word of words) {
    times.push(...(await pressAll(program, word.split(''))));
    await pressAll(
      program,
      Array.from(word, () => '\u007f'),
    );
  }
  program.type('\u001b');
  await pause(300);
  return times;
}
