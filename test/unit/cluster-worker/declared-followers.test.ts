import { expect, it } from 'vitest';
import { DeclaredFollowers } from '../../../src/cluster-worker/declared-followers.ts';
import type { PolicyBoard } from '../../../src/cluster-worker/policy-board.ts';
import type { FromWorker } from '../../../src/cluster-worker/protocol.ts';
import { manualClock } from '../kube/manual-clock.ts';

const link = {
  source: { kind: 'pod', namespace: 'shop', name: 'web' },
  destination: { kind: 'ip', address: '192.0.2.1' },
  protocol: 'TCP',
} as const;

function desk() {
  const clock = manualClock();
  const posted: FromWorker[] = [];
  let problem = 'first';
  const board = { explain: () => ({ unasked: problem }) } as unknown as PolicyBoard;
  const followers = new DeclaredFollowers(
    () => board,
    clock,
    (message) => posted.push(message),
  );
  return { clock, posted, followers, say: (words: string) => (problem = words) };
}

it('tells a second follower of a link since when it is so, not since when it was asked', () => {
  const { clock, posted, followers } = desk();
  followers.add(1, link);
  const first = clock.now();
  clock.advance(5_000);
  followers.add(2, link);
  expect(posted).toMatchObject([
    { id: 1, declared: { since: first } },
    { id: 2, declared: { since: first } },
  ]);
});

it('says nothing while nothing changes, and dates what does', () => {
  const { clock, posted, followers, say } = desk();
  followers.add(1, link);
  followers.changed();
  clock.advance(1_000);
  expect(posted).toHaveLength(1);
  say('second');
  followers.changed();
  clock.advance(1_000);
  expect(posted).toHaveLength(2);
  expect(posted[1]).toMatchObject({ declared: { problem: 'second' } });
});

it('tells of an engine that stumbles instead of falling with it', () => {
  const clock = manualClock();
  const posted: FromWorker[] = [];
  const board = {
    explain: () => {
      throw new Error('a rule that nobody foresaw');
    },
  } as unknown as PolicyBoard;
  new DeclaredFollowers(
    () => board,
    clock,
    (message) => posted.push(message),
  ).add(1, link);
  expect(posted).toMatchObject([
    { declared: { allowed: 'undecidable', problem: 'The policies could not be judged: a rule that nobody foresaw' } },
  ]);
});

it('judges a link twice a second at most, however many pods come and go', () => {
  const clock = manualClock();
  let judged = 0;
  const board = {
    explain: () => {
      judged += 1;
      return { unasked: 'nothing' };
    },
  } as unknown as PolicyBoard;
  const followers = new DeclaredFollowers(
    () => board,
    clock,
    () => {},
  );
  followers.add(1, link);
  for (let event = 0; event < 5_000; event += 1) {
    followers.changed();
    clock.advance(2);
  }
  expect(judged).toBeGreaterThan(10);
  expect(judged).toBeLessThanOrEqual(1 + 10 * 2 + 1);
});
