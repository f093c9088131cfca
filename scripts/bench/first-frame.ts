import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { percentile } from '../../src/probes/series/percentile.ts';
import { kubeconfigText } from '../../test/support/kubeconfig-file.ts';
import type { Bench } from './figure.ts';
import { bareNodeStart, processorSeconds } from './machine.ts';
import { startBenchProgram } from './program.ts';

const starts = 9;

/** From the start of the process to a drawn screen, with an API server that accepts and never answers. */
export const firstFrame: Bench = {
  name: 'first-frame',
  patience: 60_000,
  async run() {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const url = `https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const times: number[] = [];
    const bare: number[] = [];
    const processor: number[] = [];
    try {
      // The first start fills Node's compile cache, as the second of any day finds it.
      for (let index = 0; index <= starts; index += 1) {
        const { time, processorTime } = await oneStart(url);
        processor.push(processorTime);
        bare.push(await bareNodeStart());
        if (index > 0) times.push(time);
      }
    } finally {
      for (const socket of sockets) socket.destroy();
      silent.close();
    }
    times.sort((a, b) => a - b);
    bare.sort((a, b) => a - b);
    processor.sort((a, b) => a - b);
    const median = percentile(times, 0.5) ?? 0;
    const bareMedian = percentile(bare, 0.5) ?? 0;
    return [
      {
        name: 'start to first frame',
        value: median,
        unit: 'ms',
        bar: 200,
        remark: `p50 of ${starts} starts, API silent`,
      },
      {
        name: 'start to first frame, in starts of a bare Node',
        value: median / bareMedian,
        unit: 'x',
        remark: `of ${bareMedian.toFixed(0)} ms here`,
      },
      {
        name: 'start to first frame, processor time',
        value: percentile(processor, 0.5) ?? 0,
        unit: 'ms',
        remark: 'all threads',
      },
      { name: 'start to first frame, fastest', value: times[0] ?? 0, unit: 'ms' },
      { name: 'start to first frame, slowest', value: times.at(-1) ?? 0, unit: 'ms' },
    ];
  },
};

async function oneStart(url: string): Promise<{ readonly time: number; readonly processorTime: number }> {
  let began = 0;
  const { program, end } = await startBenchProgram(
    async (folder) => {
      const path = join(folder, 'kubeconfig');
      await writeFile(path, kubeconfigText({ server: url, name: 'silent' }), { mode: 0o600 });
      began = performance.now();
      return ['--kubeconfig', path];
    },
    { columns: 120, rows: 40 },
  );
  try {
    // The emulator parses what arrived before this is called: the time is that of the chunk which completed the frame.
    return await new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`no frame within 10 s; the screen shows:\n${program.screen()}`)),
        10_000,
      );
      program.terminal.onWriteParsed(() => {
        if (
          program
            .screen()
            .split('\n')
            .filter((line) => line.trim() !== '').length < 10
        )
          return;
        clearTimeout(late);
        resolve({ time: performance.now() - began, processorTime: processorSeconds(program.pid) * 1000 });
      });
    });
  } finally {
    await end();
  }
}
