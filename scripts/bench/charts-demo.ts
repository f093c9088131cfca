import type { TerminalProgram } from '../../test/support/terminal-program.ts';
import { type BenchProgram, pause, startBenchProgram } from './program.ts';

/** Four samples a second, and a bandwidth test that lasts as long as a bench looks at it. */
const config = 'latency:\n  intervalSeconds: 0.25\nbandwidth:\n  seconds: 60\n';

/** The demo on the simulated backend, where it measures by itself once it is up; over a slow link if told. */
export async function startChartsDemo(
  columns: number,
  rows: number,
  options: readonly string[] = [],
  bytesPerSecond?: number,
): Promise<BenchProgram> {
  const argv = ['demo', '--backend', 'simulate', ...options];
  const started = await startBenchProgram(() => argv, {
    columns,
    rows,
    config,
    ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
  });
  try {
    await started.program.waitFor(/\d+ pods.* live/, 30_000);
    // On a small screen the panes are tabs: the latency chart must be the one that is seen.
    started.program.type('5');
    await started.program.waitFor(/p50/, 20_000);
    await startBandwidth(started.program);
    return started;
  } catch (error) {
    await started.end();
    throw error;
  }
}

/** Opens the bandwidth dialog, accepts what it proposes, and lets the chart get going. */
async function startBandwidth(program: TerminalProgram): Promise<void> {
  program.type('b');
  await program.waitFor(/streams/i, 20_000);
  program.type('\r');
  await pause(6000);
}
