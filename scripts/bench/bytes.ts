import type { Bench, Figure } from './figure.ts';
import { startChartsDemo } from './charts-demo.ts';
import { pause } from './program.ts';

const seconds = 12;
const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40, bar: 8 },
  { columns: 200, rows: 60, bar: 12 },
];

/** Bytes to the terminal with latency at 4 Hz and bandwidth at 1 Hz on live charts. */
export const bytes: Bench = {
  name: 'bytes',
  patience: 150_000,
  async run() {
    const figures: Figure[] = [];
    for (const { columns, rows, bar } of sizes) {
      const { program, end } = await startChartsDemo(columns, rows);
      try {
        const before = Buffer.byteLength(program.raw());
        await pause(seconds * 1000);
        const rate = (Buffer.byteLength(program.raw()) - before) / 1000 / seconds;
        figures.push({
          name: `bytes at ${columns}x${rows}, charts at 4 Hz`,
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
