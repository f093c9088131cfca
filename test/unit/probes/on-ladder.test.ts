import { describe, expect, it } from 'vitest';
import type { Climb, PodLadder } from '../../../src/contracts/ladder.ts';
import type { Place, RunEnd, Runner } from '../../../src/contracts/runner.ts';
import { createEvidenceShelf } from '../../../src/evidence/shelf.ts';
import { onLadder, stuckFor, withRefusal } from '../../../src/probes/run/on-ladder.ts';
import { allRefuse, placeFor, runWhereFound } from '../../../src/probes/run/run-where-found.ts';
import { ladderSource, probeSource } from '../../../src/probes/run/source.ts';

const never = new AbortController().signal;
const refused: RunEnd = { kind: 'failed', error: { message: 'You may not run ping (403).', errorKind: 'forbidden' } };
const gone: RunEnd = { kind: 'failed', error: { message: 'container not found ("helper")', errorKind: 'protocol' } };
const missing = (program: string): RunEnd => ({ kind: 'missing-program', program, message: `${program}: not found` });
const done: RunEnd = { kind: 'exited', code: 0 };

/** A place where each program ends in its own way; remembers what was run there. */
function place(text: string, endOf: (program: string) => RunEnd, kind: Place['kind'] = 'container') {
  const ran: string[] = [];
  const nothing = { async *[Symbol.asyncIterator]() {} };
  const runner: Runner = {
    place: { kind, text },
    commandLine: (argv) => argv.join(' '),
    run(argv) {
      const program = argv[0] ?? '';
      ran.push(program);
      const result = Promise.resolve({ end: endOf(program), startedAt: 0, duration: 0, truncated: false });
      return { stdout: nothing, stderr: nothing, result, stop: async () => {} };
    },
  };
  return { runner, ran };
}

const ping = { argv: ['ping'], program: 'ping', parse: async function* () {}, deadline: 1000, signal: never };

/** A ladder whose climbs give these places, one after the other. */
function ladderOf(own: Runner, ...more: readonly Runner[]) {
  const runners = [own];
  const next = [...more];
  let generation = 0;
  let climbs = 0;
  const ladder: PodLadder = {
    runners: () => runners,
    generation: () => generation,
    async climb(): Promise<Climb> {
      climbs += 1;
      const found = next.shift();
      if (found === undefined) return { climbed: false, sentence: 'no further rung', nextStep: 'Ask for more.' };
      runners.push(found);
      generation += 1;
      return { climbed: true };
    },
    lose(lost) {
      runners.splice(
        runners.findIndex((one) => one.place.text === lost.text),
        1,
      );
      generation += 1;
    },
    renew: () => {},
  };
  return { ladder, climbs: () => climbs };
}

const attemptOf = (source: ReturnType<typeof ladderSource>) => ({
  programs: ['ping'],
  signal: never,
  attempt: () => runWhereFound(source, ping),
  stuck: () => stuckFor(source, ['ping']),
});

describe('a probe on the ladder', () => {
  it('that works where it is climbs nowhere', async () => {
    const { ladder, climbs } = ladderOf(place('app', () => done).runner);
    const source = ladderSource(ladder, createEvidenceShelf());
    await onLadder(source, attemptOf(source));
    expect(climbs()).toBe(0);
  });

  it('goes up one rung at a time until one has the program', async () => {
    const [one, two] = [place('one', missing), place('two', () => done)];
    const { ladder, climbs } = ladderOf(place('app', missing).runner, one.runner, two.runner);
    const source = ladderSource(ladder, createEvidenceShelf());
    const { result, refusal } = await onLadder(source, attemptOf(source));
    expect([result?.runner.place.text, refusal, climbs()]).toEqual(['two', undefined, 2]);
    expect(one.ran).toEqual(['ping']);
  });

  it('is told why there is no further rung', async () => {
    const { ladder } = ladderOf(place('app', missing).runner);
    const source = ladderSource(ladder, createEvidenceShelf());
    const { refusal } = await onLadder(source, attemptOf(source));
    expect(withRefusal('there is no ping.', refusal)).toBe('there is no ping; no further rung. Ask for more.');
  });

  it('climbs where exec is refused everywhere, and asks those that refuse last from then on', async () => {
    const app = place('app', () => refused);
    const helper = place('helper', () => done);
    const { ladder } = ladderOf(app.runner, helper.runner);
    const source = ladderSource(ladder, createEvidenceShelf());
    const { result } = await onLadder(source, attemptOf(source));
    expect(result?.runner.place.text).toBe('helper');
    expect(allRefuse(source)).toBe(false);
    await runWhereFound(source, ping);
    expect(app.ran).toHaveLength(1);
  });

  it('drops a helper that is gone and climbs anew', async () => {
    const stale = place('helper', () => gone, 'ephemeral-container');
    const { ladder } = ladderOf(place('app', missing).runner, stale.runner, place('other', () => done).runner);
    const source = ladderSource(ladder, createEvidenceShelf());
    const { result } = await onLadder(source, attemptOf(source));
    expect(result?.runner.place.text).toBe('other');
    expect(ladder.runners().map((runner) => runner.place.text)).toEqual(['app', 'other']);
  });
});

describe('a program inside timeout', () => {
  it('is not asked for again where timeout is and it is not', async () => {
    const app = place('app', () => missing('iperf3'));
    const helper = place('helper', () => done);
    const source = probeSource([app.runner, helper.runner], createEvidenceShelf());
    const run = { ...ping, argv: ['timeout', '5', 'iperf3'], program: 'timeout', inner: 'iperf3' };
    expect((await runWhereFound(source, run))?.runner.place.text).toBe('helper');
    expect(placeFor(source, 'iperf3')?.text).toBe('helper');
    // timeout itself is there.
    expect(placeFor(source, 'timeout')?.text).toBe('app');
  });
});
