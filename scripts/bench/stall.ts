import type { Bench } from './figure.ts';
import { startChartsDemo } from './charts-demo.ts';
import { readLoopLag } from './ingest.ts';
import { watchIdleLag } from './machine.ts';
import { pause } from './program.ts';

/** A terminal that takes nothing for 3 s, while keys ask for whole new screens: the program must neither wait nor lose a sample. */
export const stall: Bench = {
  name: 'stall',
  patience: 90_000,
  async run() {
    const { program, folder, end } = await startChartsDemo(120, 40);
    try {
      await pause(1200);
      const before = readLoopLag(folder);
      const idleLag = watchIdleLag();
      program.pause();
      for (let key = 0; key < 20; key += 1) {
        program.type('z');
        await pause(150);
      }
      const during = readLoopLag(folder);
      program.resume();
      await pause(2500);
      const after = readLoopLag(folder);
      const idle = await idleLag();
      const loss = /loss\s+[\d.]+\s*%\s*\((\d+)\/\d+\)/.exec(program.screen())?.[1];
      return [
        {
          name: 'terminal stalled 3 s: longest loop lag',
          value: Math.max(during, after),
          unit: 'ms',
          bar: 50,
          remark: `${before.toFixed(0)} ms before the stall, an idle process beside it: ${idle.toFixed(0)} ms`,
        },
        ...(loss === undefined
          ? []
          : [{ name: 'terminal stalled 3 s: samples lost', value: Number(loss), unit: 'lost' as const, bar: 0 }]),
      ];
    } finally {
      program.resume();
      await end();
    }
  },
};
