import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Bench, Figure } from '../figure.ts';
import type { ClusterSize } from './cluster.ts';
import type { EngineTimes } from './engine.ts';

const sizes: readonly ClusterSize[] = [1_000, 10_000, 50_000, 150_000].map((pods) => ({
  pods,
  namespaces: Math.max(7, Math.round(pods / 150)),
  policies: Math.round(pods / 30),
}));

/** The policy engine at the largest cluster, each size in a process of its own, and how it grows. */
export const policy: Bench = {
  name: 'policy',
  patience: 300_000,
  async run() {
    const measured: (readonly [ClusterSize, EngineTimes])[] = [];
    for (const size of sizes) measured.push([size, await engineTimes(size)]);
    const [small] = measured;
    const large = measured.at(-1);
    if (small === undefined || large === undefined) return [];
    return [...measured.slice(0, -1).map(summary), ...atLargest(large[1]), ...growth(small, large)];
  },
};

async function engineTimes({ pods, namespaces, policies }: ClusterSize): Promise<EngineTimes> {
  const argv = [join(import.meta.dirname, 'engine.ts'), ...[pods, namespaces, policies].map(String)];
  const engine = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  const times: EngineTimes = JSON.parse(await text(engine.stdout));
  return times;
}

function summary([size, { index, count, verdict, memory }]: readonly [ClusterSize, EngineTimes]): Figure {
  return {
    name: `${size.pods} pods, ${size.policies} policies: index`,
    value: index,
    unit: 'ms',
    remark: `pairs ${count.toFixed(0)} ms, a verdict ${verdict.toFixed(1)} ms, ${memory.toFixed(0)} MB`,
  };
}

function atLargest(times: EngineTimes): readonly Figure[] {
  const { pods = 0, namespaces = 0, policies = 0 } = sizes.at(-1) ?? {};
  const size = `${pods} pods`;
  return [
    {
      name: `${size}: index`,
      value: times.index,
      unit: 'ms',
      bar: 1500,
      remark: `processor time ${times.processor.index.toFixed(0)} ms; ${policies} policies, ${namespaces} namespaces, ${times.classes} classes`,
    },
    { name: `${size}: one explained verdict`, value: times.verdict, unit: 'ms', bar: 10, remark: 'p95 of 200' },
    {
      name: `${size}: all pairs counted`,
      value: times.count,
      unit: 'ms',
      bar: 2000,
      remark: `processor time ${times.processor.count.toFixed(0)} ms`,
    },
    { name: `${size}: one policy edited`, value: times.edit, unit: 'ms', bar: 100 },
    {
      name: `${size}: a followed link after it`,
      value: times.followed,
      unit: 'ms',
      bar: 100,
      remark: 'processor time; no index is needed',
    },
    {
      name: `${size}: what would open a flow`,
      value: times.changes,
      unit: 'ms',
      bar: 2000,
      remark: `processor time, over the index; ${times.piece.toFixed(0)} ms of it at once`,
    },
    { name: `${size}: who can reach a pod`, value: times.reach, unit: 'ms', remark: 'on every port' },
    { name: `${size}: redundant rules found`, value: times.lint, unit: 'ms' },
    {
      name: `${size}: memory of the engine alone`,
      value: times.memory,
      unit: 'MB',
      bar: 400,
      remark: 'VmHWM of a process with the pods and the index',
    },
  ];
}

/** By which power of the number of pods processor time and memory grow. */
function growth(
  [from, before]: readonly [ClusterSize, EngineTimes],
  [to, after]: readonly [ClusterSize, EngineTimes],
): readonly Figure[] {
  const power = (first: number, last: number) => Math.log(last / first) / Math.log(to.pods / from.pods);
  const remark = `power of the number of pods, from ${from.pods} to ${to.pods}`;
  return [
    { name: 'index grows by', value: power(before.processor.index, after.processor.index), unit: 'x', remark },
    {
      name: 'counting all pairs grows by',
      value: power(before.processor.count, after.processor.count),
      unit: 'x',
      remark,
    },
    { name: 'memory grows by', value: power(before.memory, after.memory), unit: 'x', remark },
  ];
}
