import type { Bench } from './figure.ts';
import { keyFigures, pressAll } from './keys.ts';
import { pause, startBenchProgram } from './program.ts';
import { startBenchCluster } from './bench-cluster.ts';
import { podsAlone } from './cluster/shape.ts';

const pods = 13_000;

/** From a key to the first frame that differs, in the real program on a pseudo-terminal. */
export const keypress: Bench = {
  name: 'keypress',
  patience: 120_000,
  async run() {
    const cluster = await startBenchCluster(podsAlone(pods), 'streaming');
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
        ...keyFigures(`filter key at ${pods} pods to frame`, filtering, 20),
        ...keyFigures(`list movement at ${pods} pods to frame`, moving, 20),
      ];
    } finally {
      await end();
      await cluster.end();
    }
  },
};
