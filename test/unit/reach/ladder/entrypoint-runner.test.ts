import { describe, expect, it } from 'vitest';
import type { Cluster, LogLine } from '../../../../src/contracts/cluster.ts';
import type { Json } from '../../../../src/contracts/json.ts';
import { entrypointRunner } from '../../../../src/reach/ladder/entrypoint-runner.ts';

const line = (text: string, notice = false): LogLine => ({ text, notice, at: undefined });
const state = (of: Json): Json => ({
  status: { ephemeralContainerStatuses: [{ name: 'once', image: 'i', state: of }] },
});
const ended = (exitCode: number, reason = 'Completed', message = ''): Json =>
  state({ terminated: { exitCode, reason, message } });

/** Runs a command whose container goes through these states and writes this log. */
async function run(
  states: readonly Json[],
  log: readonly LogLine[],
  options: { hangs?: boolean; deadline?: number } = {},
) {
  const left = [...states];
  let over = 0;
  const cluster: Pick<Cluster, 'api' | 'logs'> = {
    api: async () => (left.length > 1 ? (left.shift() ?? {}) : (left[0] ?? {})),
    async *logs(_target, { signal }) {
      yield* log;
      if (options.hangs === true && signal !== undefined) {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      }
    },
  };
  const runner = entrypointRunner(cluster, {
    place: { kind: 'ephemeral-container', text: 'a debug container' },
    removable: false,
    commandLine: (argv) => argv.join(' '),
    make: async () => ({
      namespace: 'shop',
      pod: 'web-1',
      container: 'once',
      async over() {
        over += 1;
      },
    }),
  });
  const running = runner.run(['nc', '-zv', '10.0.0.1', '80'], { deadline: options.deadline ?? 10_000 });
  const lines: string[] = [];
  for await (const { text } of running.stdout) lines.push(text);
  return { result: await running.result, lines, over };
}

const runs = state({ running: {} });

describe('a command that is its container’s entrypoint', () => {
  it('is read by its log and ends with its container’s exit code', async () => {
    const { result, lines, over } = await run([runs, ended(1)], [line('one'), line('two')]);
    expect([lines, result.end, over]).toEqual([['one', 'two'], { kind: 'exited', code: 1 }, 1]);
  });

  it('that ended before it was looked at is read all the same', async () => {
    const { result, lines } = await run([ended(0)], [line('one')]);
    expect([lines, result.end]).toEqual([['one'], { kind: 'exited', code: 0 }]);
  });

  it('leaves out what is said about the log and not by the command', async () => {
    expect((await run([ended(0)], [line('reconnected after 3 s', true), line('one')])).lines).toEqual(['one']);
  });

  it('that the image does not have is a missing program', async () => {
    const message = 'runc create failed: exec: "nc": executable file not found in $PATH';
    const { result } = await run([ended(128, 'StartError', message)], []);
    expect(result.end).toMatchObject({ kind: 'missing-program', program: 'nc' });
  });

  it('whose image does not come fails with the kubelet’s words', async () => {
    const { result, over } = await run([state({ waiting: { reason: 'ImagePullBackOff', message: 'not found' } })], []);
    expect(result.end).toMatchObject({
      kind: 'failed',
      error: { message: expect.stringContaining('ImagePullBackOff') },
    });
    expect(over).toBe(1);
  });

  it('that goes on is given up at the deadline, and is not said to have ended', async () => {
    const { result } = await run([runs], [line('one')], { hangs: true, deadline: 50 });
    expect(result).toMatchObject({ end: { kind: 'deadline' }, remoteEnded: false });
  });
});
