import { expect, it } from 'vitest';
import { PlumblineError } from '../../../../src/contracts/errors.ts';
import type { NodeWant } from '../../../../src/contracts/node.ts';
import type { Runner } from '../../../../src/contracts/runner.ts';
import type { Clock } from '../../../../src/kube/clock.ts';
import { systemClock } from '../../../../src/kube/clock.ts';
import { NodeWays } from '../../../../src/reach/node/node-ways.ts';
import type { OpenedWay, RefusedWay, WayToNode } from '../../../../src/reach/node/way.ts';

const runner: Runner = {
  place: { kind: 'node', text: 'node a over ssh' },
  run: () => {
    throw new Error('nothing is run here');
  },
  commandLine: (argv) => argv.join(' '),
};

const opened = (): OpenedWay => ({
  way: { transport: 'ssh2', place: runner.place, reason: '', sees: 'host' },
  runner,
  byHand: { kind: 'ssh', host: { host: 'a' } },
});

const podByHand = { kind: 'exec', target: { namespace: 'kube-flannel', pod: 'a' }, before: [] } as const;

/** A way that answers as told, and counts how often it was asked. */
function way(words: string, answer: (want: NodeWant, reasons: readonly string[]) => OpenedWay | RefusedWay) {
  const asked: (readonly string[])[] = [];
  const one: WayToNode = {
    words,
    async open(_node, want, signal, reasons) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      asked.push(reasons);
      return answer(want, reasons);
    },
  };
  return { one, asked };
}

const never = new AbortController().signal;

it('the first way that will do is taken, and told why those before it would not', async () => {
  const ssh = way('over ssh', () => ({ refused: 'port 22 is closed' }));
  const pod = way('in the pod of the CNI there', () => opened());
  const debug = way('in a debug pod there', () => opened());
  const ways = new NodeWays({ ways: [ssh.one, pod.one, debug.one], clock: systemClock });
  await ways.open('a', {}, never);
  expect([pod.asked, debug.asked]).toEqual([[['Over ssh: port 22 is closed.']], []]);
});

it('a way is looked for once, however many want it, and again only when it failed', async () => {
  const ssh = way('over ssh', () => opened());
  const ways = new NodeWays({ ways: [ssh.one], clock: systemClock });
  await Promise.all([ways.open('a', {}, never), ways.open('a', {}, never)]);
  ways.ended('a', { kind: 'exited', code: 1 });
  ways.ended('a', { kind: 'failed', error: { message: 'needs write mode', errorKind: 'consent' } });
  await ways.open('a', {}, never);
  expect(ssh.asked).toHaveLength(1);
  ways.ended('a', { kind: 'failed', error: { message: 'the connection broke', errorKind: 'interrupted' } });
  await ways.open('a', {}, never);
  expect(ssh.asked).toHaveLength(2);
});

it('the next step of a node that is not reached is that of its first way', async () => {
  const error = new PlumblineError('ann@a refused the log-in.', {
    kind: 'authentication',
    operation: 'log in',
    nextStep: 'Choose another user.',
  });
  const ssh = way('over ssh', () => ({ refused: error.message, error }));
  const pod = way('in a pod', () => ({ refused: 'none runs there' }));
  const ways = new NodeWays({ ways: [ssh.one, pod.one], clock: systemClock });
  await expect(ways.open('a', {}, never)).rejects.toMatchObject({
    message: 'Node a cannot be reached. Over ssh: ann@a refused the log-in. In a pod: none runs there.',
    facts: { kind: 'authentication', nextStep: 'Choose another user.' },
  });
});

it('what was refused is not tried again in the background for a while; who asks for it tries at once', async () => {
  let now = 1_000;
  const clock: Clock = { ...systemClock, now: () => now };
  const ssh = way('over ssh', () => ({ refused: 'port 22 is closed' }));
  const ways = new NodeWays({ ways: [ssh.one], clock });
  const attempt = (want: NodeWant) => ways.open('a', want, never).catch(() => undefined);
  await attempt({ background: true });
  await attempt({ background: true });
  expect(ssh.asked).toHaveLength(1);
  await attempt({});
  expect(ssh.asked).toHaveLength(2);
  now += 60_000;
  await attempt({ background: true });
  expect(ssh.asked).toHaveLength(3);
});

it('a second best way serves for a while; who then asks for the node has the best tried again', async () => {
  let now = 1_000;
  let open = false;
  const ssh = way('over ssh', () => (open ? opened() : { refused: 'port 22 is closed' }));
  const pod = way('in the pod of the CNI there', () => ({ ...opened(), byHand: podByHand }));
  const ways = new NodeWays({ ways: [ssh.one, pod.one], clock: { ...systemClock, now: () => now } });
  await ways.open('a', {}, never);
  open = true;
  expect((await ways.open('a', {}, never)).byHand.kind).toBe('exec');
  now += 120_000;
  expect((await ways.open('a', { background: true }, never)).byHand.kind).toBe('exec');
  expect((await ways.open('a', {}, never)).byHand.kind).toBe('ssh');
  expect((await ways.open('a', { background: true }, never)).byHand.kind).toBe('ssh');
});

it('who gives up leaves an attempt to those who still wait, and ends it where nobody does', async () => {
  let aborted = 0;
  const slow: WayToNode = {
    words: 'over ssh',
    open: (_node, _want, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => resolve(opened()), 100);
        signal.addEventListener('abort', () => {
          aborted += 1;
          clearTimeout(timer);
          reject(new Error('given up'));
        });
      }),
  };
  const ways = new NodeWays({ ways: [slow], clock: systemClock });
  const first = new AbortController();
  const leaving = ways.open('a', {}, first.signal).catch(() => 'left');
  const staying = ways.open('a', {}, never);
  first.abort();
  expect(await leaving).toBe('left');
  expect(await staying).toMatchObject({ way: { transport: 'ssh2' } });
  expect(aborted).toBe(0);
  const alone = new AbortController();
  const lonely = ways.open('b', {}, alone.signal).catch(() => 'left');
  alone.abort();
  expect(await lonely).toBe('left');
  expect(aborted).toBe(1);
});

it('a debug pod that was made is asked for again where all ways were refused', async () => {
  let made = false;
  const debug = way('in a debug pod there', () => (made ? opened() : { refused: 'none was made' }));
  const ways = new NodeWays({ ways: [debug.one], clock: systemClock });
  await ways.open('a', { background: true }, never).catch(() => undefined);
  made = true;
  ways.forget('a');
  expect(await ways.open('a', { background: true }, never)).toMatchObject({ way: { transport: 'ssh2' } });
});
