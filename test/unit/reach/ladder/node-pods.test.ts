import { beforeEach, describe, expect, it } from 'vitest';
import type { Mode } from '../../../../src/contracts/consent.ts';
import type { HelperQuestion, Ladder } from '../../../../src/contracts/ladder.ts';
import { createLadder } from '../../../../src/reach/ladder/create-ladder.ts';
import { scriptedCluster, type ScriptedCluster } from './scripted-cluster.ts';

const never = new AbortController().signal;

let script: ScriptedCluster;
let questions: HelperQuestion[];
let now: number;
/** Which of the choices is taken; undefined for none. */
let pick: number | undefined;

function makeLadder(mode: Mode = 'probe', images: readonly string[] = ['tools:1']): Ladder {
  return createLadder(
    {
      cluster: script.cluster,
      settings: { image: images[0], lastsSeconds: 900 },
      mode,
      recorder: { append: () => {} },
      kubeconfig: undefined,
      maker: 'anna@bastion 1',
      clock: () => now,
    },
    async (question) => {
      questions.push(question);
      const choice = pick === undefined ? undefined : question.choices[pick];
      return choice === undefined ? { choice: undefined, sentence: 'no', nextStep: 'ask' } : { choice };
    },
  );
}

beforeEach(() => {
  script = scriptedCluster();
  questions = [];
  now = Date.parse('2026-11-23T06:00:00Z');
  pick = 0;
});

describe('a debug pod on a node', () => {
  it('is made once the operator agreed to what was told, and is a way to the node from then on', async () => {
    const ladder = makeLadder();
    expect(await ladder.reachNode('worker-1', never)).toEqual({ climbed: true });
    expect(questions).toMatchObject([
      { rung: 'node', pod: 'node worker-1', reasons: ['No way leads to node worker-1.'] },
    ]);
    expect(questions[0]?.choices.map(({ why }) => why)).toEqual([
      'files and network of the node; reach.image',
      'the network of the node alone; reach.image',
      'all of it, privileged: into the networks of its pods too; reach.image',
    ]);
    expect(script.written).toEqual(['POST pods dry run', 'POST pods dry run', 'POST pods']);
    expect(ladder.made.getSnapshot()).toMatchObject([
      { kind: 'node-debug-pod', namespace: 'kube-system', node: 'worker-1', state: 'running' },
    ]);
    expect(script.adopted).toEqual([expect.stringMatching(/^worker-1 kube-system\/plumbline-node-[0-9a-f]{6}$/)]);
  });

  it('is privileged only where that was chosen', async () => {
    pick = 2;
    await makeLadder().reachNode('worker-1', never);
    expect(script.contexts).toMatchObject([{ privileged: true }]);
  });

  it('that runs there still is kept, and one near its end is not', async () => {
    const ladder = makeLadder();
    await ladder.reachNode('worker-1', never);
    expect(await ladder.reachNode('worker-1', never)).toEqual({ climbed: true });
    expect(questions).toHaveLength(1);
    now += 890_000;
    await ladder.reachNode('worker-1', never);
    expect(questions).toHaveLength(2);
  });

  it('is not made without the operator’s word', async () => {
    pick = undefined;
    const ladder = makeLadder();
    expect(await ladder.reachNode('worker-1', never)).toEqual({ climbed: false, sentence: 'no', nextStep: 'ask' });
    expect([script.written, ladder.made.getSnapshot()]).toEqual([['POST pods dry run'], []]);
  });

  it('is not even tried in observe mode', async () => {
    const climb = await makeLadder('observe').reachNode('worker-1', never);
    expect(climb).toMatchObject({ climbed: false, nextStep: expect.stringContaining('--mode probe') });
    expect([script.written, questions]).toEqual([[], []]);
  });

  it('is made where Pod Security admits it, and the refusal is told in the server’s own words', async () => {
    script.refuse = ({ path }) =>
      path.includes('kube-system')
        ? 'violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)'
        : undefined;
    const ladder = makeLadder();
    await ladder.reachNode('worker-1', never);
    expect(questions[0]?.reasons[1]).toMatch(
      /^Not in namespace kube-system: .*violates PodSecurity "baseline:latest": host namespaces/,
    );
    expect(ladder.made.getSnapshot()).toMatchObject([{ namespace: 'shop' }]);
  });

  it('is not made where no namespace admits it, and each says why', async () => {
    script.refuse = () => 'violates PodSecurity "baseline:latest"';
    script.systemLabels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    expect(await makeLadder().reachNode('worker-1', never)).toMatchObject({
      sentence: expect.stringMatching(
        /^no debug pod can be made: namespace kube-system: it enforces restricted.*; namespace shop: .*violates PodSecurity/,
      ),
    });
    expect(questions).toEqual([]);
  });

  it('whose image does not come is removed, and the kubelet’s words are told', async () => {
    script.state = { waiting: { reason: 'ErrImagePull', message: 'tools:1: not found' } };
    const ladder = makeLadder();
    expect(await ladder.reachNode('worker-1', never)).toMatchObject({
      sentence: expect.stringContaining('ErrImagePull: tools:1: not found'),
    });
    expect(script.written.at(-1)).toMatch(/^DELETE plumbline-node-/);
    expect([ladder.made.getSnapshot(), script.adopted]).toMatchObject([[{ state: 'removed' }], []]);
  });

  it('is removed when plumbline exits', async () => {
    const ladder = makeLadder();
    await ladder.reachNode('worker-1', never);
    await ladder.close();
    expect(script.written.at(-1)).toMatch(/^DELETE plumbline-node-/);
  });

  it('says that the node is reached already where it is', async () => {
    script.node = () => ({});
    await makeLadder().reachNode('worker-1', never);
    expect(questions[0]?.reasons[0]).toBe(
      'Node worker-1 is reached already: node worker-1 over ssh. A debug pod is used only where that fails.',
    );
  });

  it('is offered with images that are on the node where none is set', async () => {
    await makeLadder('probe', []).reachNode('worker-1', never);
    expect(questions[0]?.choices[0]).toMatchObject({
      image: 'nicolaka/netshoot:1',
      why: 'files and network of the node; on node worker-1 already',
    });
  });
});
