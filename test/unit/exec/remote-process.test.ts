import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import {
  type RemoteProcess,
  readSignalAnswer,
  signalCommand,
  superviseCommand,
} from '../../../src/kube/exec/remote-process.ts';
import { describeWithPrograms } from '../../support/needs.ts';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const { pid } of children.splice(0)) {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // ended by itself
    }
  }
});

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Runs `sh …` of a command with that shell in its place. */
function start(
  shell: readonly string[],
  argv: readonly string[],
  path?: string,
): { child: ChildProcess; ran: Promise<Ran> } {
  const [program = '', ...shellArguments] = shell;
  const child = spawn(program, [...shellArguments, ...argv.slice(1)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(path === undefined ? {} : { PATH: path }) },
  });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ran = once(child, 'close').then(
    ([code, signal]: (number | NodeJS.Signals | null)[]): Ran => ({
      stdout,
      stderr,
      code: typeof code === 'number' ? code : null,
      signal: typeof signal === 'string' ? signal : null,
    }),
  );
  return { child, ran };
}

const shells: readonly (readonly [string, readonly string[]])[] = [
  ['dash', ['dash']],
  ['bash', ['bash']],
  ['busybox', ['busybox', 'sh']],
];

for (const [name, shell] of shells) {
  describeWithPrograms(`a program under supervision of ${name}`, [name, 'timeout', 'sleep'], () => {
    const supervised = (argv: readonly string[], path?: string) => {
      const command = superviseCommand(argv, 30_000);
      const { child, ran } = start(shell, command.argv, path);
      const announced = new Promise<RemoteProcess>((resolve) => {
        let text = '';
        child.stderr?.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          for (const line of text.split('\n')) {
            const process = command.announced(line);
            if (process !== undefined) resolve(process);
          }
        });
      });
      return { child, ran, announced };
    };
    const signal = async (process: RemoteProcess, which: 'INT' | 'KILL' | '0') =>
      readSignalAnswer((await start(shell, signalCommand(process, which)).ran).stdout);

    it('announces the process that it is', async () => {
      const { child, announced } = supervised(['sleep', '60']);
      const process = await announced;
      expect(process.pid).toBe(String(child.pid));
      expect(process.startTime).toMatch(/^\d+$/);
      expect(process.leads).toBe(true);
    });

    it('passes arguments, output and exit code through unchanged', async () => {
      const words = ['a b', "it's", '$HOME', '*', ''];
      const { ran } = supervised(['sh', '-c', 'printf "[%s]" "$@"; exit 42', 'sh', ...words]);
      const { stdout, code } = await ran;
      expect({ stdout, code }).toEqual({ stdout: "[a b][it's][$HOME][*][]", code: 42 });
    });

    it('says that a program is not found, and exits with 127', async () => {
      const { ran } = supervised(['no-such-program', 'x']);
      const { stderr, code } = await ran;
      expect(code).toBe(127);
      expect(stderr.split('\n')[1]).toBe('sh: no-such-program: not found');
    });

    it('is ended by a signal with its children, also those that ignore SIGINT', async () => {
      const { ran, announced } = supervised(['sh', '-c', 'sleep 60 & sleep 61 & wait']);
      const process = await announced;
      expect(await signal(process, 'INT')).toBe('sent');
      expect(['sent', 'gone']).toContain(await signal(process, 'KILL'));
      await ran; // closes only when the last holder of stdout is gone
    });

    it('is ended also when only children of it are left', async () => {
      const { child, ran, announced } = supervised(['sh', '-c', 'sleep 60 & exit']);
      const process = await announced;
      if (child.exitCode === null) await once(child, 'exit');
      expect(await signal(process, 'INT')).toBe('sent'); // and nobody heard it
      expect(await signal(process, 'KILL')).toBe('sent');
      await ran;
    });

    it('is known to be gone once it is', async () => {
      const { ran, announced } = supervised(['true']);
      const process = await announced;
      await ran;
      expect(await signal(process, 'KILL')).toBe('gone');
    });

    it('is not mistaken for another process that has its number now', async () => {
      const { child, announced } = supervised(['sleep', '60']);
      const process = await announced;
      expect(await signal({ ...process, startTime: '1' }, 'KILL')).toBe('gone');
      expect(child.exitCode ?? child.signalCode).toBeNull();
    });

    it('runs without a bound where there is no timeout', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'plumbline-bin-'));
      await symlink('/usr/bin/env', join(folder, 'env'));
      const [program = ''] = shell;
      await symlink(`/usr/bin/${program}`, join(folder, program));
      const { ran } = supervised(['env'], folder);
      expect((await ran).code).toBe(0);
    });

    it('speaks the dialect of an old BusyBox timeout', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'plumbline-bin-'));
      const old =
        '#!/bin/sh\nPATH=/usr/bin:/bin\n[ "$1" = -t ] || { echo "timeout: invalid option" >&2; exit 1; }\nshift\nn=$1\nshift\n[ "$1" = true ] || echo "bounded to $n" >&2\nexec "$@"\n';
      await writeFile(join(folder, 'timeout'), old);
      await chmod(join(folder, 'timeout'), 0o755);
      // A BusyBox shell would take its own applet before the PATH.
      const { ran } = supervised(['sh', '-c', 'echo ran'], `${folder}:${process.env['PATH']}`);
      const { stdout, stderr } = await ran;
      expect(stdout).toBe('ran\n');
      if (name !== 'busybox') expect(stderr).toContain('bounded to 30');
    });
  });
}
