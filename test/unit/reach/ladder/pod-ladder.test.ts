import { beforeEach, describe, expect, it } from 'vitest';
import type { Mode } from '../../../../src/contracts/consent.ts';
import { PlumblineError } from '../../../../src/contracts/errors.ts';
import type { HelperChoice, Ladder } from '../../../../src/contracts/ladder.ts';
import { createLadder } from '../../../../src/reach/ladder/create-ladder.ts';
import { scriptedCluster, type ScriptedCluster, web } from './scripted-cluster.ts';

const ping = { programs: ['ping'], execRefused: false };
const never = new AbortController().signal;

let script: ScriptedCluster;
let now: number;
let questions: string[];
let reasons: string[];
let agree: boolean;
let ladder: Ladder;

function makeLadder(mode: Mode = 'probe', image: string | undefined = 'tools:1'): Ladder {
  return createLadder(
    {
      cluster: script.cluster,
      settings: { image, lastsSeconds: 900 },
      mode,
      recorder: { append: () => {} },
      kubeconfig: undefined,
      maker: 'anna@bastion 1',
      clock: () => now,
    },
    async (question) => {
      questions.push(question.rung);
      reasons.push(...question.reasons);
      const [first] = question.choices;
      return agree && first !== undefined ? { choice: first } : { choice: undefined, sentence: 'no', nextStep: 'ask' };
    },
  );
}

beforeEach(() => {
  script = scriptedCluster();
  now = Date.parse('2026-11-23T06:00:00Z');
  questions = [];
  reasons = [];
  agree = true;
  ladder = makeLadder();
});

const places = (of = ladder): readonly string[] =>
  of
    .of(web)
    .runners()
    .map(({ place }) => `${place.rung ?? ''} ${place.kind}`);

describe('the ladder of a pod', () => {
  it('begins with its own containers, and asks nobody anything', () => {
    const two = { ...web, uid: 'other', containers: ['app', 'sidecar'] };
    expect(
      ladder
        .of(two)
        .runners()
        .map(({ place }) => [place.rung, place.brief]),
    ).toEqual([
      ['container', 'container app'],
      ['other-container', 'container sidecar'],
    ]);
    expect([script.written, questions]).toEqual([[], []]);
  });

  it('makes a debug container once the operator agreed, after a dry run', async () => {
    expect(await ladder.of(web).climb(ping, never)).toEqual({ climbed: true });
    expect(script.written).toEqual(['PATCH ephemeralcontainers dry run', 'PATCH ephemeralcontainers']);
    expect(questions).toEqual(['debug-container']);
    expect(places()).toEqual(['container container', 'debug-container ephemeral-container']);
    expect(ladder.made.getSnapshot()).toMatchObject([{ kind: 'debug-container', pod: 'web-1', state: 'running' }]);
  });

  it('uses a debug container that runs already before it makes one, in observe mode too', async () => {
    script.debug.push({ name: 'debugger-1', image: 'netshoot', state: { running: {} } });
    const observing = makeLadder('observe');
    expect(await observing.of(web).climb(ping, never)).toEqual({ climbed: true });
    expect(places(observing)).toEqual(['container container', 'existing-debug-container ephemeral-container']);
    expect([script.written, questions]).toEqual([[], []]);
  });

  it('meets a refusal by Pod Security once, with a stricter context', async () => {
    script.refuse = ({ body }) =>
      JSON.stringify(body).includes('runAsNonRoot') ? undefined : 'violates PodSecurity "restricted:latest"';
    expect(await ladder.of(web).climb(ping, never)).toEqual({ climbed: true });
    expect(script.written.filter((one) => one.endsWith('dry run'))).toHaveLength(2);
    expect(script.contexts).toMatchObject([{ runAsNonRoot: true, capabilities: { drop: ['ALL'] } }]);
  });

  it('goes on to a probe pod where the server refuses every debug container, and asks anew', async () => {
    script.refuse = ({ path }) => (path.endsWith('ephemeralcontainers') ? 'webhook "gate" denied' : undefined);
    expect(await ladder.of(web).climb(ping, never)).toEqual({ climbed: true });
    expect(questions).toEqual(['debug-container', 'probe-pod']);
    const [, probe] = ladder.of(web).runners();
    expect(probe?.place).toMatchObject({ kind: 'probe-pod', address: '10.0.0.9', caveat: expect.any(String) });
  });

  it('removes a probe pod whose image does not come, and tells the kubelet’s words', async () => {
    script.denied = ({ subresource }) => subresource === 'ephemeralcontainers';
    script.state = { waiting: { reason: 'ErrImagePull', message: 'tools:1: not found' } };
    expect(await ladder.of(web).climb(ping, never)).toMatchObject({
      climbed: false,
      sentence: expect.stringContaining('ErrImagePull: tools:1: not found'),
    });
    expect(script.written.at(-1)).toMatch(/^DELETE plumbline-probe-/);
    expect(ladder.made.getSnapshot()).toMatchObject([{ state: 'removed' }]);
  });
});

describe('questions of the ladder', () => {
  it('are asked once for probes that are stuck at the same time', async () => {
    const pod = ladder.of(web);
    const climbs = await Promise.all([pod.climb(ping, never), pod.climb(ping, never), pod.climb(ping, never)]);
    expect(climbs).toEqual([{ climbed: true }, { climbed: true }, { climbed: true }]);
    expect(questions).toEqual(['debug-container']);
  });

  it('tell what comes where nothing is to be made, and only while that may come', async () => {
    agree = false;
    const pod = ladder.of(web);
    await pod.climb(ping, never);
    expect(reasons.join(' ')).toContain('Without it, programs of node worker-1 are tried');
    pod.renew();
    script.node = () => ({ code: 1 });
    reasons = [];
    script.denied = ({ subresource }) => subresource === 'ephemeralcontainers';
    await pod.climb(ping, never);
    expect(reasons.join(' ')).not.toContain('Without it');
  });

  it('that were answered with no are not asked again until the operator asks', async () => {
    agree = false;
    const pod = ladder.of(web);
    expect(await pod.climb(ping, never)).toMatchObject({
      climbed: false,
      sentence: expect.stringMatching(/^no; the node, .*No way leads to node worker-1$/),
    });
    await pod.climb(ping, never);
    expect(questions).toHaveLength(1);
    pod.renew();
    await pod.climb(ping, never);
    expect(questions).toHaveLength(2);
    expect(script.written).toEqual([]);
  });

  it('are taken back when nobody wants the probe any more', async () => {
    const waiting = createLadder({
      cluster: script.cluster,
      settings: { image: 'tools:1', lastsSeconds: 900 },
      mode: 'probe',
      recorder: { append: () => {} },
      kubeconfig: undefined,
      maker: 'anna@bastion 1',
    });
    const stopping = new AbortController();
    const climbing = waiting.of(web).climb(ping, stopping.signal);
    await expect.poll(() => waiting.question.getSnapshot()?.rung).toBe('debug-container');
    stopping.abort();
    expect(await climbing).toMatchObject({ climbed: false });
    await expect.poll(() => waiting.question.getSnapshot()).toBeUndefined();
    expect(script.written).toEqual([]);
  });

  it('propose images of the node where none is set, and use the chosen one', async () => {
    let asked: readonly HelperChoice[] = [];
    const proposing = createLadder(
      {
        cluster: script.cluster,
        settings: { lastsSeconds: 900 },
        mode: 'probe',
        recorder: { append: () => {} },
        kubeconfig: undefined,
        maker: 'anna@bastion 1',
      },
      async ({ choices }) => {
        asked = choices;
        const [first] = choices;
        return first === undefined ? { choice: undefined, sentence: '', nextStep: '' } : { choice: first };
      },
    );
    await proposing.of(web).climb(ping, never);
    expect(asked.map(({ image }) => image)).toEqual(['nicolaka/netshoot:1', 'registry.example/nicolaka/netshoot']);
    expect(script.debug.map(({ image }) => image)).toEqual(['nicolaka/netshoot:1']);
  });

  it('are not asked in observe mode: nothing is sent but reads', async () => {
    const observing = makeLadder('observe');
    expect(await observing.of(web).climb(ping, never)).toMatchObject({
      climbed: false,
      nextStep: expect.stringContaining('--mode probe'),
    });
    expect([script.written, questions]).toEqual([[], []]);
  });
});

describe('what was made', () => {
  it('is made anew without a question once its deadline has come', async () => {
    await ladder.of(web).climb(ping, never);
    now += 900_000;
    script.debug.length = 0;
    expect(places()).toEqual(['container container']);
    expect(await ladder.of(web).climb(ping, never)).toEqual({ climbed: true });
    expect(questions).toHaveLength(1);
    expect(ladder.made.getSnapshot()).toHaveLength(2);
  });

  it('is not used for a program that its end would cut off', async () => {
    await ladder.of(web).climb(ping, never);
    now += 880_000;
    expect(places()).toEqual(['container container']);
  });

  it('that lacks the program too is not made a second time', async () => {
    await ladder.of(web).climb(ping, never);
    script.denied = ({ verb, subresource }) => verb === 'create' && subresource === undefined;
    expect(await ladder.of(web).climb(ping, never)).toMatchObject({
      climbed: false,
      sentence: expect.stringMatching(/plumbline-debug-\w+, image tools:1, has no ping/),
    });
  });

  it('is ended on close: a debug container is told, a probe pod removed', async () => {
    await ladder.of(web).climb(ping, never);
    await ladder.of(web).climb(ping, never);
    await ladder.close();
    expect(script.ran.filter((one) => one.startsWith('web-1/plumbline-debug-'))).toHaveLength(1);
    expect(script.written.at(-1)).toMatch(/^DELETE plumbline-probe-/);
    expect(ladder.made.getSnapshot().map(({ state }) => state)).toEqual(['ended', 'removed']);
  });

  it('is in the list before its request is sent, so that an answer that is lost leaves it to be removed', async () => {
    script.denied = ({ subresource }) => subresource === 'ephemeralcontainers';
    script.refuse = ({ method, query }) => {
      if (method !== 'POST' || query !== undefined) return undefined;
      throw new PlumblineError('The API server did not answer within 15 s.', {
        kind: 'unreachable',
        operation: 'make',
      });
    };
    expect(await ladder.of(web).climb(ping, never)).toMatchObject({ climbed: false });
    expect(script.written.at(-1)).toMatch(/^DELETE plumbline-probe-/);
    expect(ladder.made.getSnapshot()).toMatchObject([{ state: 'removed' }]);
  });

  it('is not in the list when the server refused it', async () => {
    script.refuse = ({ query }) => (query === undefined ? 'quota exceeded' : undefined);
    expect(await ladder.of(web).climb(ping, never)).toMatchObject({
      climbed: false,
      sentence: expect.stringContaining('quota exceeded'),
    });
    expect(ladder.made.getSnapshot()).toEqual([]);
  });

  it('that the operator has ended is no place any more, and is asked for anew', async () => {
    await ladder.of(web).climb(ping, never);
    const [made] = ladder.made.getSnapshot();
    await ladder.end(made?.name ?? '');
    expect(places()).toEqual(['container container']);
    script.debug.length = 0;
    await ladder.of(web).climb(ping, never);
    expect(questions).toHaveLength(2);
  });

  it('that a run found gone is no place any more, and is asked for anew', async () => {
    const pod = ladder.of(web);
    await pod.climb(ping, never);
    const [, helper] = pod.runners();
    const before = pod.generation();
    if (helper !== undefined) pod.lose(helper.place);
    expect([places(), pod.generation() > before]).toEqual([['container container'], true]);
    script.debug.length = 0;
    await pod.climb(ping, never);
    expect(questions).toHaveLength(2);
  });

  it('is only what probe mode may make: pods and ephemeral containers, removed by plumbline’s own names', async () => {
    script.refuse = ({ path, query }) =>
      path.endsWith('ephemeralcontainers') && query === undefined ? 'denied' : undefined;
    await ladder.of(web).climb(ping, never);
    await ladder.close();
    for (const one of script.written) {
      expect(one).toMatch(/^(PATCH ephemeralcontainers|POST pods|DELETE plumbline-probe-\w+)( dry run)?$/);
    }
  });
});
