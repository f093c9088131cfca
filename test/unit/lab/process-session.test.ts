import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { signalSession } from '../../../demo/lab/process-session.ts';

it('a signal to a session reaches processes that left the leader’s group', async () => {
  // `set -m` puts the background job into a process group of its own; its end closes the pipe.
  const leader = spawn('sh', ['-c', 'set -m; sleep 1000 & echo up; wait'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(leader.stdout, 'data');
  const closed = once(leader, 'close');
  signalSession(leader.pid ?? 0, 'SIGKILL');
  expect(await closed).toEqual([null, 'SIGKILL']);
});

it('a signal to a session that is gone is nothing', () => {
  expect(() => signalSession(2 ** 22 + 1, 'SIGTERM')).not.toThrow();
});
