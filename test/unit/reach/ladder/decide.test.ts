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
};

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

  it('is a probe pod where debug containers are denied, and tells that', () => {
    expect(nextRung(withAccess({ patchDebugContainers: no('No rule allows it.') }))).toMatchObject({
      rung: 'probe-pod',
      passed: ['a new debug container: No rule allows it'],
    });
  });

  it('is a probe pod where the debug container failed, with what became of it', () => {
    const failed = new Map([['debug-container', 'ErrImagePull']] as const);
    expect(nextRung({ ...facts, failed })).toMatchObject({
      rung: 'probe-pod',
      passed: ['a new debug container: ErrImagePull'],
    });
  });

  it('is a probe pod for a pod that takes no container any more', () => {
    expect(nextRung({ ...facts, podCloses: 'it is being deleted' })).toMatchObject({ rung: 'probe-pod' });
  });

  it('is tried where the review could not be asked', () => {
    const access = { exec: unknown, log: unknown, patchDebugContainers: unknown };
    expect(nextRung(withAccess(access))).toMatchObject({ kind: 'make', rung: 'debug-container', via: 'exec' });
  });
});

describe('no further rung', () => {
  const stop = (of: LadderFacts): string => {
    const step = nextRung(of);
    return step.kind === 'stop' ? `${step.sentence} | ${step.nextStep ?? ''}` : `make ${step.rung}`;
  };

  it('in observe mode, which names the mode that would', () => {
    expect(stop({ ...facts, mode: 'observe' })).toContain('| Start plumbline with --mode probe');
  });

  it('without exec and logs, for no answer could be read', () => {
    expect(stop(withAccess({ exec: no('x'), log: no('y') }))).toContain('neither pods/exec nor pods/log');
  });

  it('where a pod could be made and not removed', () => {
    const of = withAccess({ patchDebugContainers: no('a'), deletePods: no('You may not delete pods.') });
    expect(stop(of)).toBe('a new debug container: a; a probe pod on the same node: You may not delete pods | ');
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
