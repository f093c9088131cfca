import { expect, it } from 'vitest';
import { localRunner } from '../../../src/reach/local-runner.ts';
import { isRunning } from '../../support/is-running.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { finish, firstLines } from '../exec/bench.ts';

const family = ['sh', '-c', 'sleep 300 & echo $!; echo $$; wait'];

describeWithPrograms('a program run on this machine', ['sh', 'sleep', 'cat'], () => {
  const runner = localRunner();

  it('is labelled as the answer of this machine', () => {
    expect(runner.place).toEqual({ kind: 'bastion', text: 'this machine' });
    expect(runner.commandLine(['getent', 'hosts', 'a b'])).toBe("getent hosts 'a b'");
  });

  it('gives output and exit code', async () => {
    const { stdout, stderr, end } = await finish(
      runner.run(['sh', '-c', 'cat; echo err >&2; exit 4'], { deadline: 10_000, stdin: 'in' }),
    );
    expect({ stdout, stderr, end }).toEqual({ stdout: ['in'], stderr: ['err'], end: { kind: 'exited', code: 4 } });
  });

  it('says when the program is not installed', async () => {
    const { end } = await finish(runner.run(['no-such-program'], { deadline: 10_000 }));
    expect(end).toMatchObject({ kind: 'missing-program', program: 'no-such-program' });
  });

  it('leaves no process after stop', async () => {
    const run = runner.run(family, { deadline: 10_000 });
    const pids = (await firstLines(run.stdout, 2)).map(Number);
    await run.stop();
    expect((await run.result).end).toEqual({ kind: 'stopped' });
    expect(pids.map(isRunning)).toEqual([false, false]);
  });

  it('leaves no process after the deadline', async () => {
    const run = runner.run(family, { deadline: 2000 });
    const pids = (await firstLines(run.stdout, 2)).map(Number);
    expect((await run.result).end).toEqual({ kind: 'deadline' });
    expect(pids.map(isRunning)).toEqual([false, false]);
  });

  it('follows the abort signal, also when it came before', async () => {
    const { end } = await finish(runner.run(family, { deadline: 10_000, signal: AbortSignal.abort() }));
    expect(end).toEqual({ kind: 'stopped' });
  });

  it('never rejects, whatever the arguments', async () => {
    const { end } = await finish(runner.run(['sh', '-c', 'a\0b'], { deadline: 10_000 }));
    expect(end.kind).toBe('failed');
  });

  it('is held within its output cap', async () => {
    const { stdout, truncated } = await finish(
      runner.run(['sh', '-c', 'i=0; while [ $i -lt 2000 ]; do echo 0123456789abcdef; i=$((i+1)); done'], {
        deadline: 10_000,
        outputCap: 160,
      }),
    );
    expect({ lines: stdout.length, truncated }).toEqual({ lines: 10, truncated: true });
  });
});
