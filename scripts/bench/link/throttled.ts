import { percentile } from '../../../src/probes/series/percentile.ts';
import type { TerminalProgram } from '../../../test/support/terminal-program.ts';
import { startChartsDemo } from '../charts-demo.ts';
import type { Bench } from '../figure.ts';
import { pause } from '../program.ts';

const bytesPerSecond = 2000;
const down = '\u001b[B';
const up = '\u001b[A';
/** As somebody works who looks at what each key does. */
const between = 1500;

/**
 * Keys over a link of 2 KB/s while charts run at 4 Hz, behind buffers that take everything at once as sshd's do: how
 * long until the operator sees what a key did.
 */
export const linkThrottled: Bench = {
  name: 'link/throttled',
  patience: 240_000,
  async run() {
    const { program, end } = await startChartsDemo(120, 40, [], bytesPerSecond);
    try {
      // It takes two seconds of held-up answers until the link is called slow.
      await program.waitFor(/slow link/, 30_000);
      program.type('1]');
      await pause(4000);
      const times: number[] = [];
      for (const key of [down, down, up, down, up, up, down, down, up, up, down, up]) {
        times.push(await untilMoved(program, key));
        await pause(between);
      }
      const moved = times.toSorted((a, b) => a - b);
      program.type('/');
      await pause(2000);
      const typed: number[] = [];
      for (const letter of 'worker-1') {
        typed.push(await untilSeen(program, letter));
        await pause(between);
      }
      typed.sort((a, b) => a - b);
      const before = Buffer.byteLength(program.raw());
      await pause(12_000);
      const rate = (Buffer.byteLength(program.raw()) - before) / 12_000;
      const link = '2 KB/s link, charts at 4 Hz';
      return [
        {
          name: `${link}: list movement seen, slowest`,
          value: moved.at(-1) ?? Number.NaN,
          unit: 'ms',
          bar: 1000,
          remark: `of ${moved.length} keys; p50 ${(percentile(moved, 0.5) ?? 0).toFixed(0)} ms`,
        },
        {
          name: `${link}: filter key seen, slowest`,
          value: typed.at(-1) ?? Number.NaN,
          unit: 'ms',
          bar: 1000,
          remark: `of ${typed.length} keys; p50 ${(percentile(typed, 0.5) ?? 0).toFixed(0)} ms`,
        },
        { name: `${link}: bytes at rest`, value: rate, unit: 'KB/s', bar: bytesPerSecond / 1000 },
      ];
    } finally {
      await end();
    }
  },
};

/** Milliseconds until the marked row is another one. */
function untilMoved(program: TerminalProgram, key: string): Promise<number> {
  const before = markedRow(program);
  return untilHolds(program, key, () => markedRow(program) !== before);
}

/** Milliseconds until the filter shows one letter more. */
function untilSeen(program: TerminalProgram, letter: string): Promise<number> {
  const before = filterText(program);
  return untilHolds(program, letter, () => filterText(program) !== before);
}

const markedRow = (program: TerminalProgram): number =>
  program
    .screen()
    .split('\n')
    .findIndex((line) => /^[│|]?\s?>/.test(line));

const filterText = (program: TerminalProgram): string => /^[│|]?\/\S*/m.exec(program.screen())?.[0] ?? '';

function untilHolds(program: TerminalProgram, key: string, holds: () => boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const late = setTimeout(() => {
      listener.dispose();
      reject(new Error(`the screen did not follow a key within 20 s; it shows:\n${program.screen()}`));
    }, 20_000);
    const listener = program.terminal.onWriteParsed(() => {
      if (!holds()) return;
      clearTimeout(late);
      listener.dispose();
      resolve(performance.now() - began);
    });
    program.type(key);
  });
}
