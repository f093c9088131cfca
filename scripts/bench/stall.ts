import type { Bench } from './figure.ts';
import { startChartsDemo } from './charts-demo.ts';
import { longestLag } from './loop-lag.ts';
import { watchIdleLag } from './machine.ts';
import { pause } from './program.ts';

/** A terminal that takes nothing for 3 s, while keys ask for whole new screens: the program must neither wait nor lose a sample. */
export const stall: Bench = {
  name: 'stall',
  patience: 90_000,
  async run() {
    const { program, folder, end } = await startChartsDemo(120, 40);
    try {
      await pause(3000);
      const idleLag = watchIdleLag();
      const began = Date.now();
      program.pause();
      for (let key = 0; key < 20; key += 1) {
        program.type('z');
        await pause(150);
      }
      const resumed = Date.now();
      program.resume();
      await pause(2500);
      const idle = await idleLag();
      const before = longestLag(folder, began - 3000, began);
      // The half-second in which the terminal reads again has the frame that it missed.
      const stalled = longestLag(folder, began + 500, resumed + 500);
      const loss = /loss\s+[\d.]+\s*%\s*\((\d+)\/\d+\)/.exec(program.screen())?.[1];
      return [
        {
          name: 'terminal stalled 3 s: longest loop lag',
          value: stalled,
          unit: 'ms',
          bar: 50,
          remark: `${before.toFixed(0)} ms in the 3 s before, an idle process beside it: ${idle.toFixed(0)} ms`,
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
