import { describe, expect, it } from 'vitest';
import type { AccessAnswer } from '../../../../src/contracts/cluster.ts';
import { type LadderFacts, nextRung } from '../../../../src/reach/ladder/decide.ts';

const yes: AccessAnswer = { state: 'allowed' };
const no = (reason: string): AccessAnswer => ({ state: 'denied', reason });
const unknown: AccessAnswer = { state: 'unknown', reason: 'the server did not say' };

const facts: LadderFacts = {
  mode: 'probe',
  wanted: ['ping'],
  access: { exec: yes, log: yes, patchDebugContainers: yes, createPods: yes, deletePods: yes },
  execRefused: false,
  podCloses: undefined,
  node: 'worker-1',
  image: 'registry.example/tools:1',
  proposals: [],
  failed: new Map(),
  declined: undefined,
};

/** No way leads to the node. */
const cutOff = new Map([['node', 'ssh is refused']] as const);

const withAccess = (access: Partial<LadderFacts['access']>): LadderFacts => ({
  ...facts,
  access: { ...facts.access, ...access },
});

describe('the next rung', () => {
  it('is a debug container, spoken to by exec', () => {
    expect(nextRung(facts)).toMatchObject({ kind: 'make', rung: 'debug-container', via: 'exec', passed: [] });
  });

  it('is a debug container read by its log where the review denies exec', () => {
    expect(nextRung(withAccess({ exec: no('no exec') }))).toMatchObject({ rung: 'debug-container', via: 'log' });
  });

  it('is read by its log where an exec was refused, whatever the review says', () => {
    expect(nextRung({ ...facts, execRefused: true })).toMatchObject({ via: 'log' });
  });

  it('is the node, inside the pod’s network, where no debug container can be made, and tells why', () => {
    expect(nextRung(withAccess({ patchDebugContainers: no('No rule allows it.') }))).toEqual({
      kind: 'enter',
      rung: 'node',
      passed: ['a new debug container: No rule allows it'],
    });
  });

  it.each<[string, Partial<LadderFacts>]>([
    ['in observe mode, for it makes nothing', { mode: 'observe' }],
    ['without an image', { image: undefined }],
    ['after the operator wanted nothing to be made', { declined: { sentence: 'you chose so', nextStep: 'x' } }],
    ['where nothing may be run by exec or read by log', { access: withAccess({ exec: no('a'), log: no('b') }).access }],
  ])('is the node %s', (_title, more) => {
    expect(nextRung({ ...facts, ...more })).toMatchObject({ kind: 'enter', rung: 'node' });
  });

  it('is a probe pod where debug containers are denied and no way leads to the node, and tells both', () => {
    const of = withAccess({ patchDebugContainers: no('No rule allows it.') });
    expect(nextRung({ ...of, failed: cutOff })).toMatchObject({
      rung: 'probe-pod',
      passed: ['a new debug container: No rule allows it', 'the node, inside the pod’s network: ssh is refused'],
    });
  });

  it('is a probe pod where the debug container failed, with what became of it', () => {
    const failed = new Map([...cutOff, ['debug-container', 'ErrImagePull']] as const);
    expect(nextRung({ ...facts, failed })).toMatchObject({
      rung: 'probe-pod',
      passed: ['a new debug container: ErrImagePull', expect.stringContaining('ssh is refused')],
    });
  });

  it('is a probe pod for a pod that takes no container any more', () => {
    expect(nextRung({ ...facts, podCloses: 'it is being deleted', failed: cutOff })).toMatchObject({
      rung: 'probe-pod',
    });
  });

  it('is tried where the review could not be asked', () => {
    const access = { exec: unknown, log: unknown, patchDebugContainers: unknown };
    expect(nextRung(withAccess(access))).toMatchObject({ kind: 'make', rung: 'debug-container', via: 'exec' });
  });
});

describe('no further rung', () => {
  const stop = (of: LadderFacts): string => {
    const step = nextRung({ ...of, failed: cutOff });
    return step.kind === 'stop' ? `${step.sentence} | ${step.nextStep ?? ''}` : `make ${step.rung}`;
  };

  it('in observe mode, which names the mode that would', () => {
    expect(stop({ ...facts, mode: 'observe' })).toContain('| Start plumbline with --mode probe');
  });

  it('for an operator who wants nothing to be made, with why the node will not do', () => {
    const declined = { sentence: 'you chose to make no helper', nextStep: 'Start the probe again.' };
    expect(stop({ ...facts, declined })).toBe(
      'you chose to make no helper; the node, inside the pod’s network: ssh is refused | Start the probe again.',
    );
  });

  it('without exec and logs, for no answer could be read', () => {
    expect(stop(withAccess({ exec: no('x'), log: no('y') }))).toContain('neither pods/exec nor pods/log');
  });

  it('where a pod could be made and not removed', () => {
    const of = withAccess({ patchDebugContainers: no('a'), deletePods: no('You may not delete pods.') });
    expect(stop(of)).toBe(
      'a new debug container: a; the node, inside the pod’s network: ssh is refused; a probe pod on the same node: You may not delete pods | ',
    );
  });

  it('for a pod that is on no node', () => {
    expect(stop({ ...withAccess({ patchDebugContainers: no('a') }), node: undefined })).toContain('on no node yet');
  });

  it('with an image that is known to lack the program', () => {
    expect(stop({ ...facts, wanted: ['iperf3'], image: 'docker.io/library/busybox:1' })).toContain(
      'docker.io/library/busybox:1 has no iperf3',
    );
  });

  it('without an image and without one to propose', () => {
    expect(stop({ ...facts, image: undefined })).toContain('no image for a helper is set');
  });

  it('with proposals that lack the program, which are named', () => {
    const proposals = [{ image: 'busybox:1', why: 'on node a already', fits: false }];
    expect(stop({ ...facts, image: undefined, wanted: ['iperf3'], proposals })).toContain('(seen: busybox:1)');
  });
});
