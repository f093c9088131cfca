import { expect, it } from 'vitest';
import { watchHeartbeat } from '../../../src/cluster-worker/heartbeat.ts';
import { PlumblineError } from '../../../src/contracts/errors.ts';
import type { ApiConnection } from '../../../src/kube/connection.ts';
import { type ManualClock, manualClock } from '../kube/manual-clock.ts';

type Answer = (signal: AbortSignal | undefined) => Promise<unknown>;

interface Watched {
  readonly clock: ManualClock;
  readonly said: string[];
  answer: Answer;
  readonly end: () => Promise<void>;
}

/** A heartbeat over a connection that answers as `watched.answer` says at that moment. */
function watch(first: Answer): Watched {
  const clock = manualClock();
  const said: string[] = [];
  const ended = new AbortController();
  const watched: { answer: Answer } = { answer: first };
  const connection = {
    context: 'prod',
    server: new URL('https://127.0.0.1:6443'),
    json: (request: { readonly signal?: AbortSignal }) => watched.answer(request.signal),
  } as unknown as ApiConnection;
  const start = clock.now();
  const done = watchHeartbeat({
    connection,
    clock,
    signal: ended.signal,
    heard: () => said.push('heard'),
    lost: (since, why) => said.push(`lost since ${since - start}: ${why.message}`),
  });
  return Object.assign(watched, {
    clock,
    said,
    end: async () => {
      ended.abort();
      await done;
    },
  });
}

/** Lets promises that are settled run on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function advance(watched: Watched, by: number): Promise<void> {
  watched.clock.advance(by);
  await settle();
}

const silent: Answer = (signal) =>
  new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))));

it('a server that answers is heard every ten seconds', async () => {
  const watched = watch(() => Promise.resolve({}));
  await advance(watched, 10_000);
  await advance(watched, 10_000);
  await watched.end();
  expect(watched.said).toEqual(['heard', 'heard']);
});

it('a server that accepts the question and says nothing is lost since it was last heard', async () => {
  const watched = watch(() => Promise.resolve({}));
  await advance(watched, 10_000);
  watched.answer = silent;
  await advance(watched, 10_000);
  await advance(watched, 5_000);
  await watched.end();
  expect(watched.said).toEqual(['heard', 'lost since 10000: 127.0.0.1:6443 does not answer any more.']);
});

it('a server that is back is heard again', async () => {
  const watched = watch(silent);
  await advance(watched, 10_000);
  await advance(watched, 5_000);
  watched.answer = () => Promise.resolve({});
  await advance(watched, 10_000);
  await watched.end();
  expect(watched.said.map((text) => text.split(' ')[0])).toEqual(['lost', 'heard']);
});

it('a refusal is a sign of life, a connection that cannot be made is none', async () => {
  const refusal = new PlumblineError('You may not read the version.', { kind: 'forbidden', operation: 'x' });
  const watched = watch(() => Promise.reject(refusal));
  await advance(watched, 10_000);
  const gone = new PlumblineError('127.0.0.1:6443 refuses connections.', { kind: 'unreachable', operation: 'x' });
  watched.answer = () => Promise.reject(gone);
  await advance(watched, 10_000);
  await watched.end();
  expect(watched.said).toEqual(['heard', 'lost since 10000: 127.0.0.1:6443 refuses connections.']);
});
