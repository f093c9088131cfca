import { percentile } from '../../../src/probes/series/percentile.ts';
import { largestShape } from '../cluster/shape.ts';
import type { Bench } from '../figure.ts';
import { keyFigures } from '../keys.ts';
import { longestLag } from '../loop-lag.ts';
import { peakMemory, processorSeconds, residentMemory, watchIdleLag } from '../machine.ts';
import { pause } from '../program.ts';
import { politeness } from './politeness.ts';
import { filterBy, moveAround, startLargeRun } from './large-run.ts';

const eventsPerSecond = 500;
/** Ten minutes; a look at it is had with fewer. */
const minutes = Number(process.env['PLUMBLINE_BENCH_CHURN_MINUTES'] ?? 10);
const words = ['service', 'team', '99', 'node'];

/** Rolling updates all over the largest cluster for ten minutes, while somebody works at the screen. */
export const scaleChurn: Bench = {
  name: 'scale/churn',
  patience: (minutes + 6) * 60_000,
  async run() {
    const run = await startLargeRun();
    const { program, folder, cluster } = run;
    const idleLag = watchIdleLag();
    try {
      const atRest = residentMemory(program.pid);
      cluster.churn(eventsPerSecond);
      const began = performance.now();
      const before = await cluster.report();
      const processor = processorSeconds(program.pid);
      const memory: number[] = [];
      const moving: number[] = [];
      const filtering: number[] = [];
      const blocks: number[] = [];
      for (let turn = 0; performance.now() - began < minutes * 60_000; turn += 1) {
        moving.push(...(await moveAround(run, 10)));
        filtering.push(...(await filterBy(run, words.slice(turn % 4, (turn % 4) + 1))));
        for (let rest = 0; rest < 10; rest += 1) {
          memory.push(residentMemory(program.pid));
          await pause(1000);
        }
        blocks.push(longestLag(folder));
      }
      const lasted = (performance.now() - began) / 1000;
      const after = await cluster.report();
      const used = processorSeconds(program.pid) - processor;
      const idle = await idleLag();
      const [start, middle, end] = [0, 0.45, 0.9].map((from) => middleOf(memory, from)) as [number, number, number];
      const name = `${eventsPerSecond} pod events/s on ${largestShape.pods} pods`;
      return [
        {
          name: `${name}: events`,
          value: after.events,
          unit: 'events',
          remark: `${(after.events / lasted).toFixed(0)} a second for ${(lasted / 60).toFixed(1)} min`,
        },
        { name: `${name}: processor`, value: used / lasted, unit: 'x', remark: 'of one core' },
        ...keyFigures(`${name}: list movement`, moving, 50),
        ...keyFigures(`${name}: filter key`, filtering, 50),
        {
          name: `${name}: longest block`,
          value: Math.max(...blocks),
          unit: 'ms',
          bar: 50,
          remark: `p50 of the minutes' longest ${(
            percentile(
              blocks.toSorted((a, b) => a - b),
              0.5,
            ) ?? 0
          ).toFixed(0)} ms; an idle process beside it: ${idle.toFixed(0)} ms`,
        },
        { name: `${name}: peak memory`, value: peakMemory(program.pid), unit: 'MB', bar: 300 },
        {
          name: `${name}: memory growth`,
          value: end / start,
          unit: 'x',
          bar: 1.1,
          remark: `at rest ${atRest.toFixed(0)} MB; then start ${start.toFixed(0)}, middle ${middle.toFixed(0)}, end ${end.toFixed(0)} MB`,
        },
        ...politeness(before, after, lasted / 60),
      ];
    } finally {
      await run.end();
    }
  },
};

/** The median of a tenth of the values, from a share of them on. */
function middleOf(values: readonly number[], from: number): number {
  const start = Math.floor(values.length * from);
  const part = values.slice(start, start + Math.max(1, Math.ceil(values.length / 10)));
  return (
    percentile(
      part.toSorted((a, b) => a - b),
      0.5,
    ) ?? 0
  );
}
