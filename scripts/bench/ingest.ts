import type { Bench, Figure } from './figure.ts';
import { longestLag } from './loop-lag.ts';
import { peakMemory, processorSeconds, watchIdleLag } from './machine.ts';
import { pause, startBenchProgram } from './program.ts';
import { startBenchCluster } from './bench-cluster.ts';
import { podsAlone } from './cluster/shape.ts';

const pods = 50_000;

/** A cluster of 50,000 pods, from the start of the program until the header counts them all as live. */
export const ingest: Bench = {
  name: 'ingest',
  patience: 180_000,
  async run() {
    return [...(await measure('streaming', 6)), ...(await measure('paged', 10))];
  },
};

async function measure(listing: 'streaming' | 'paged', bar: number): Promise<readonly Figure[]> {
  const cluster = await startBenchCluster(podsAlone(pods), listing);
  const idleLag = watchIdleLag();
  const began = performance.now();
  const { program, folder, end } = await startBenchProgram(
    async (own) => ['--kubeconfig', await cluster.kubeconfig(own)],
    { columns: 120, rows: 40 },
  );
  try {
    await program.waitFor(new RegExp(`\\b${pods} pods.* live`), 60_000);
    const seconds = (performance.now() - began) / 1000;
    // The report of the loop's lag is written twice a second.
    await pause(1200);
    const processor = processorSeconds(program.pid);
    const idle = await idleLag();
    return [
      { name: `${pods} pods, ${listing}: start to live`, value: seconds, unit: 's', bar },
      {
        name: `${pods} pods, ${listing}: peak memory`,
        value: peakMemory(program.pid),
        unit: 'MB',
        bar: 250,
        remark: 'VmHWM of the process',
      },
      { name: `${pods} pods, ${listing}: processor time`, value: processor, unit: 's' },
      {
        name: `${pods} pods, ${listing}: longest block of the screen`,
        value: longestLag(folder),
        unit: 'ms',
        bar: 50,
        remark: `an idle process beside it: ${idle.toFixed(0)} ms`,
      },
    ];
  } finally {
    await end();
    await cluster.end();
  }
}
