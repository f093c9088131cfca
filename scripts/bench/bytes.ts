import type { Bench, Figure } from './figure.ts';
import { startChartsDemo } from './charts-demo.ts';
import { pause } from './program.ts';

const seconds = 12;
interface Case {
  readonly columns: number;
  readonly rows: number;
  readonly bar?: number;
  readonly option?: string;
}

const cases: readonly Case[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40, bar: 8 },
  { columns: 200, rows: 60, bar: 12 },
  { columns: 120, rows: 40, bar: 3, option: '--low-bandwidth' },
];

/** Bytes to the terminal with latency at 4 Hz and bandwidth at 1 Hz on live charts. */
export const bytes: Bench = {
  name: 'bytes',
  patience: 200_000,
  async run() {
    const figures: Figure[] = [];
    for (const { columns, rows, bar, option } of cases) {
      const { program, end } = await startChartsDemo(columns, rows, option === undefined ? [] : [option]);
      try {
        const before = Buffer.byteLength(program.raw());
        await pause(seconds * 1000);
        const rate = (Buffer.byteLength(program.raw()) - before) / 1000 / seconds;
        figures.push({
          name: `bytes at ${columns}x${rows}, charts at 4 Hz${option === undefined ? '' : `, ${option}`}`,
          value: rate,
          unit: 'KB/s',
          ...(bar === undefined ? {} : { bar }),
          remark: `mean of ${seconds} s`,
        });
      } finally {
        await end();
      }
    }
    return figures;
  },
};
