import { countsOf } from '../cluster/other-texts.ts';
import { largestShape } from '../cluster/shape.ts';
import type { Bench } from '../figure.ts';
import { keyFigures } from '../keys.ts';
import { longestLag } from '../loop-lag.ts';
import { peakMemory, processorSeconds, watchIdleLag } from '../machine.ts';
import { pause } from '../program.ts';
import { politeness } from './politeness.ts';
import { filterBy, moveAround, startLargeRun } from './large-run.ts';

const restSeconds = 60;

/** 150,000 pods on 5,000 nodes with their Services: lists, answers keys, and asks politely. */
export const scaleList: Bench = {
  name: 'scale/list',
  patience: 600_000,
  async run() {
    const idleLag = watchIdleLag();
    const run = await startLargeRun();
    const { program, folder, cluster, secondsToLive } = run;
    try {
      const listed = peakMemory(program.pid);
      const processor = processorSeconds(program.pid);
      const moving = await moveAround(run, 40);
      const filtering = await filterBy(run, ['service', 'team', '1200', '9x', 'srv7', 'node']);
      const before = await cluster.report();
      await pause(restSeconds * 1000);
      const after = await cluster.report();
      const idle = await idleLag();
      const { nodes, services, endpointslices } = countsOf(largestShape);
      const size = `${largestShape.pods} pods`;
      return [
        {
          name: `${size}: start to live`,
          value: secondsToLive,
          unit: 's',
          remark: `with ${nodes} nodes, ${services} services, ${endpointslices} endpoint slices`,
        },
        { name: `${size}: processor time of it`, value: processor, unit: 's', remark: 'all threads' },
        { name: `${size}: memory when listed`, value: listed, unit: 'MB', remark: 'VmHWM of the process' },
        ...keyFigures(`${size}: list movement to frame`, moving, 50),
        ...keyFigures(`${size}: filter key to frame`, filtering, 50),
        { name: `${size}: peak memory`, value: peakMemory(program.pid), unit: 'MB', bar: 300 },
        {
          name: `${size}: longest block of the screen`,
          value: longestLag(folder),
          unit: 'ms',
          bar: 50,
          remark: `an idle process beside it: ${idle.toFixed(0)} ms`,
        },
        ...politeness(before, after, restSeconds / 60),
      ];
    } finally {
      await run.end();
    }
  },
};
