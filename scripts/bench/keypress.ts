import { percentile } from '../../src/probes/series/percentile.ts';
import type { TerminalProgram } from '../../test/support/terminal-program.ts';
import type { Bench, Figure } from './figure.ts';
import { pause, startBenchProgram } from './program.ts';
import { startPodsCluster } from './pods-cluster.ts';

const pods = 13_000;
/** Longer than one frame at the default rate, as people type. */
const between = 160;

/** From a key to the first frame that differs, in the real program on a pseudo-terminal. */
export const keypress: Bench = {
  name: 'keypress',
  patience: 120_000,
  async run() {
    const cluster = await startPodsCluster(pods, 'streaming');
    const { program, end } = await startBenchProgram(
      async (folder) => ['--kubeconfig', await cluster.kubeconfig(folder)],
      { columns: 120, rows: 40 },
    );
    try {
      await program.waitFor(new RegExp(`\\b${pods} pods.* live`), 30_000);
      program.type(']');
      await program.waitFor(/service-/, 5000);
      await pause(1000);
      const moving = await pressAll(
        program,
        Array.from({ length: 40 }, (_, index) => (index < 25 ? '\u001b[B' : '\u001b[A')),
      );
      program.type('/');
      await pause(500);
      const words = ['service', 'team', '1200', '9x', 'srv7', 'node'];
      const filtering: number[] = [];
      for (const word of words) {
        filtering.push(...(await pressAll(program, word.split(''))));
        await pressAll(
          program,
          Array.from(word, () => '\u007f'),
        );
      }
      return [
        ...figures(`filter key at ${pods} pods to frame`, filtering, 20),
        ...figures(`list movement at ${pods} pods to frame`, moving, 20),
      ];
    } finally {
      await end();
      await cluster.end();
    }
  },
};

async function pressAll(program: TerminalProgram, keys: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const key of keys) {
    const time = await press(program, key);
    if (time !== undefined) times.push(time);
    await pause(between);
  }
  return times;
}

/** Milliseconds until the screen differs; undefined when the key changes nothing (the end of a list). */
function press(program: TerminalProgram, key: string): Promise<number | undefined> {
  const before = program.screen();
  return new Promise((resolve) => {
    const began = performance.now();
    const done = (time: number | undefined) => {
      clearTimeout(late);
      listener.dispose();
      resolve(time);
    };
    const late = setTimeout(() => done(undefined), 1000);
    const listener = program.terminal.onWriteParsed(() => {
      const time = performance.now() - began;
      if (program.screen() !== before) done(time);
    });
    program.type(key);
  });
}

function figures(name: string, times: readonly number[], bar: number): readonly Figure[] {
  if (times.length === 0) throw new Error(`${name}: no key changed the screen`);
  const sorted = times.toSorted((a, b) => a - b);
  return [
    { name: `${name}, p95`, value: percentile(sorted, 0.95) ?? 0, unit: 'ms', bar, remark: `of ${times.length} keys` },
    { name: `${name}, p50`, value: percentile(sorted, 0.5) ?? 0, unit: 'ms' },
  ];
}
