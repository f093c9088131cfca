import { afterEach, describe, expect, it } from 'vitest';
import type { Climb, HelperChoice, MadeHelper, PendingQuestion } from '../../src/contracts/ladder.ts';
import { createFakeSession, type FakeSession } from './support/fake-session.ts';
import { noon } from './support/fake-rows.ts';
import { type OpenScreen, openScreen } from './support/open-screen.tsx';

const escape = '\u001b';
let screen: OpenScreen | undefined;
afterEach(() => {
  screen?.close();
  screen = undefined;
});

const choice = (image: string, why: string): HelperChoice => ({
  image,
  why,
  told: [
    `A debug (ephemeral) container plumbline-debug-1a2b3c in pod shop/catalog-1, image ${image}.`,
    'It ends by itself after 15 min.',
    'What stays: its entry in the pod cannot be removed; it goes with the pod.',
  ],
  commandLine: `kubectl debug -n shop pod/catalog-1 --image=${image}`,
});

/** A screen over which a question waits; what was answered is remembered. */
async function asked(
  choices: readonly HelperChoice[],
  now: () => number = () => noon,
): Promise<{ readonly session: FakeSession; readonly opened: OpenScreen; readonly answers: (string | undefined)[] }> {
  const session = createFakeSession();
  const answers: (string | undefined)[] = [];
  const opened = openScreen({ session, columns: 80, rows: 24, now });
  screen = opened;
  await opened.settled();
  const question: PendingQuestion = {
    rung: 'debug-container',
    pod: 'pod shop/catalog-1',
    reasons: ['There is no ping in pod shop/catalog-1 (container catalog).'],
    choices,
    answer: (chosen) => {
      answers.push(chosen?.image);
      session.ladder.question.set(undefined);
    },
  };
  session.ladder.question.set(question);
  return { session, opened, answers };
}

/** A clock that goes on by a second with each look. */
function goesOn(): () => number {
  let at = noon;
  return () => {
    at += 1000;
    return at;
  };
}

describe('the question before a helper is made', () => {
  const two = [choice('tools:1', 'on node worker-3 already'), choice('netshoot', 'the registry of the pod')];

  it('tells why, what, for how long, what stays, and the command', async () => {
    const { opened } = await asked(two);
    const text = await opened.settled();
    for (const part of [
      'There is no ping in pod shop/catalog-1 (container catalog).',
      'A debug (ephemeral) container plumbline-debug-1a2b3c',
      'What stays: its entry in the pod cannot be removed; it goes with the pod.',
      '> tools:1  on node worker-3 already',
      '$ kubectl debug -n shop pod/catalog-1 --image=tools:1',
      'y make it  i next image',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('is agreed to by y alone, with the image that is marked', async () => {
    const { opened, answers } = await asked(two, goesOn());
    await opened.settled();
    expect(await opened.type('i')).toContain('> netshoot');
    await opened.type('\r');
    expect(answers).toEqual([]);
    expect(await opened.type('y')).not.toContain('Make a helper?');
    expect(answers).toEqual(['netshoot']);
  });

  it('takes no key for an answer that was on its way when it came', async () => {
    const { opened, answers } = await asked(two);
    await opened.settled();
    expect(await opened.type('y')).toContain('Make a helper?');
    expect(answers).toEqual([]);
  });

  for (const [name, key] of [
    ['n', 'n'],
    ['Esc', escape],
    ['q', 'q'],
  ] as const) {
    it(`is declined by ${name}`, async () => {
      const { opened, answers } = await asked(two);
      await opened.settled();
      expect(await opened.type(key)).not.toContain('Make a helper?');
      expect(answers).toEqual([undefined]);
    });
  }

  it('goes away when nobody waits for it any more', async () => {
    const { session, opened } = await asked(two);
    expect(await opened.settled()).toContain('Make a helper?');
    session.ladder.question.set(undefined);
    await expect.poll(() => opened.settled()).not.toContain('Make a helper?');
  });

  it('waits while another dialog has the keys', async () => {
    const session = createFakeSession();
    const opened = openScreen({ session, columns: 80, rows: 24 });
    screen = opened;
    await opened.type('?');
    session.ladder.question.set({
      rung: 'debug-container',
      pod: 'pod a/b',
      reasons: [],
      choices: two,
      answer: () => {},
    });
    expect(await opened.settled()).not.toContain('Make a helper?');
    await opened.type(escape);
    await expect.poll(() => opened.settled()).toContain('Make a helper?');
  });
});

describe('a debug pod on the node under the cursor', () => {
  async function pressN(climb: Climb): Promise<{ readonly session: FakeSession; readonly text: string }> {
    const session = createFakeSession();
    session.ladder.climb = climb;
    const opened = openScreen({ session, columns: 80, rows: 24 });
    screen = opened;
    await opened.type('1');
    return { session, text: await opened.type('N') };
  }

  it('is made by N, and where it is listed is said', async () => {
    const { session, text } = await pressN({ climbed: true });
    expect(session.ladder.asked).toEqual(['worker-1']);
    expect(text).toContain('a debug pod runs on worker-1; H lists it');
  });

  it('that cannot be made says why in full', async () => {
    const { text } = await pressN({ climbed: false, sentence: 'no debug pod can be made: x', nextStep: 'Ask for y.' });
    expect(text).toContain('No debug pod on worker-1');
    expect(text).toContain('No debug pod can be made: x.');
    expect(text).toContain('Ask for y.');
  });
});

describe('the list of what was made', () => {
  const made: MadeHelper = {
    kind: 'probe-pod',
    name: 'plumbline-probe-1a2b3c',
    namespace: 'shop',
    pod: 'catalog-1',
    node: 'worker-3',
    image: 'tools:1',
    madeAt: noon,
    deadline: noon + 900_000,
    state: 'running',
    note: undefined,
    removal: 'kubectl delete pod -n shop plumbline-probe-1a2b3c --wait=false',
  };

  async function listed(): Promise<{ readonly session: FakeSession; readonly opened: OpenScreen }> {
    const session = createFakeSession();
    session.ladder.made.set([made]);
    const opened = openScreen({ session, columns: 100, rows: 30 });
    screen = opened;
    await opened.settled();
    return { session, opened };
  }

  it('names each with its state, its pod and its deadline', async () => {
    const { opened } = await listed();
    expect(await opened.type('H')).toMatch(
      /> running +probe pod plumbline-probe-1a2b3c +for shop\/catalog-1 +until 12:15:00/,
    );
  });

  it('tells how it is removed by hand', async () => {
    const { opened } = await listed();
    await opened.type('H');
    expect(await opened.type('\r')).toContain('$ kubectl delete pod -n shop plumbline-probe-1a2b3c --wait=false');
  });

  it('ends one by x', async () => {
    const { session, opened } = await listed();
    const ended: string[] = [];
    Object.assign(session.ladder, { end: async (name: string) => void ended.push(name) });
    await opened.type('H');
    await opened.type('x');
    expect(ended).toEqual(['plumbline-probe-1a2b3c']);
  });

  it('says where to look for what other sessions left', async () => {
    const opened = openScreen({ session: createFakeSession(), columns: 100, rows: 30 });
    screen = opened;
    expect(await opened.type('H')).toContain('plumbline cleanup finds what other sessions left');
  });
});
