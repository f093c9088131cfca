import { afterEach, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { isRunning } from '../../support/is-running.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { type Bench, finish, firstLines, openBench } from './bench.ts';

let bench: Bench;
afterEach(() => bench.close());

const family = ['sh', '-c', 'sleep 300 & echo $!; sleep 301 & echo $!; echo $$; wait'];

describeWithPrograms('the end of a remote program', ['sh', 'sleep', 'timeout'], () => {
  it('reaches every process of it on stop', async () => {
    bench = await openBench();
    const run = bench.start(family);
    const pids = (await firstLines(run.stdout, 3)).map(Number);
    expect(pids.map(isRunning)).toEqual([true, true, true]);
    await run.stop();
    // Signalled when stop() resolves; the kernel may take a moment to be done with the last of them.
    expect(await eventually(() => !pids.some(isRunning))).toBe(true);
    const { end, remoteEnded } = await run.result;
    expect({ end, remoteEnded }).toEqual({ end: { kind: 'stopped' }, remoteEnded: true });
  });

  it('reaches a program that is deaf to SIGINT and SIGTERM', async () => {
    bench = await openBench();
    const run = bench.start(['sh', '-c', 'trap "" INT TERM; echo $$; while :; do sleep 1; done']);
    const [pid] = (await firstLines(run.stdout, 1)).map(Number);
    await run.stop();
    expect(await eventually(() => !isRunning(pid ?? 0))).toBe(true);
    expect((await run.result).remoteEnded).toBe(true);
  });

  it('lets a program print its totals', async () => {
    bench = await openBench();
    const run = bench.start([
      'sh',
      '-c',
      'trap "trap : INT; echo totals; exit" INT; echo ready; while :; do sleep 0.1; done',
    ]);
    const lines: string[] = [];
    for await (const { text } of run.stdout) {
      lines.push(text);
      if (text === 'ready') void run.stop();
    }
    expect(lines).toEqual(['ready', 'totals']);
  });

  it('comes at the deadline, there and here', async () => {
    bench = await openBench();
    const run = bench.start(family, { deadline: 1500 });
    const pids = (await firstLines(run.stdout, 3)).map(Number);
    const { end, remoteEnded } = await run.result;
    expect({ end, remoteEnded }).toEqual({ end: { kind: 'deadline' }, remoteEnded: true });
    expect(await eventually(() => !pids.some(isRunning))).toBe(true);
  });

  it('is not early where the node is slow to start the program', async () => {
    bench = await openBench({ startDelay: 900 });
    const { end, stdout } = await finish(bench.start(['sh', '-c', 'echo ran; exit 3'], { deadline: 600 }));
    expect({ end, stdout }).toEqual({ end: { kind: 'exited', code: 3 }, stdout: ['ran'] });
  });

  it('of a program that never started is no deadline that it reached', async () => {
    bench = await openBench({ startDelay: 60_000 });
    const { end } = await finish(bench.start(['sleep', '300'], { deadline: 200 }, { timings: { slowStart: 300 } }));
    expect(end).toMatchObject({ kind: 'failed', error: { message: 'sleep did not start within 0.5 s.' } });
  });

  it('comes by itself when nobody is left to ask for it', async () => {
    bench = await openBench();
    const timings = { signal: 50, grace: 1 };
    const run = bench.start(['sh', '-c', 'echo $$; sleep 300'], { deadline: 300 }, { timings });
    const [pid] = (await firstLines(run.stdout, 1)).map(Number);
    bench.server.switches.silent = true; // no further exec gets through
    expect((await run.result).remoteEnded).toBe(false);
    expect(await eventually(() => !isRunning(pid ?? 0))).toBe(true);
  });

  it('follows the abort signal', async () => {
    bench = await openBench();
    const abort = new AbortController();
    const run = bench.start(family, { signal: abort.signal });
    const pids = (await firstLines(run.stdout, 3)).map(Number);
    abort.abort();
    expect((await run.result).end).toEqual({ kind: 'stopped' });
    expect(await eventually(() => !pids.some(isRunning))).toBe(true);
  });

  it('is at once when the signal was aborted before', async () => {
    bench = await openBench();
    const { end, stdout } = await finish(bench.start(family, { signal: AbortSignal.abort() }));
    expect({ end, stdout }).toEqual({ end: { kind: 'stopped' }, stdout: [] });
    expect(bench.server.started).toEqual([]);
  });

  it('also reaches a program that is stopped while it is being started', async () => {
    bench = await openBench();
    const run = bench.start(['sleep', '300']);
    await run.stop();
    expect((await run.result).end).toEqual({ kind: 'stopped' });
    expect(await eventually(() => bench.server.started.every(({ pid }) => !isRunning(pid)))).toBe(true);
  });

  it('does not wait for a server that never answers', async () => {
    bench = await openBench({ silent: true });
    const run = bench.start(['sleep', '300']);
    await eventually(() => bench.server.upgrades.length > 0);
    await run.stop();
    const { end, remoteEnded } = await run.result;
    expect({ end, remoteEnded }).toEqual({ end: { kind: 'stopped' }, remoteEnded: false });
  });

  it('is said to be unknown when the server is gone', async () => {
    bench = await openBench();
    const timings = { signal: 200, grace: 50 };
    const run = bench.start(['sh', '-c', 'echo ready; sleep 60'], {}, { timings });
    await firstLines(run.stdout, 1);
    bench.server.switches.silent = true;
    await run.stop();
    const { end, remoteEnded } = await run.result;
    expect({ end, remoteEnded }).toEqual({ end: { kind: 'stopped' }, remoteEnded: false });
  });

  it('keeps the first reason', async () => {
    bench = await openBench();
    const run = bench.start(['sleep', '60'], { deadline: 300 });
    await eventually(() => bench.server.started.length > 0);
    await run.stop();
    await run.stop();
    expect((await run.result).end).toEqual({ kind: 'stopped' });
  });
});
