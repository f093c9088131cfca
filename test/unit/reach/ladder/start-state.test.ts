import { describe, expect, it } from 'vitest';
import { startState } from '../../../../src/reach/ladder/start-state.ts';

const pod = (state: object, more: object = {}) => ({
  status: { ephemeralContainerStatuses: [{ name: 'helper', image: 'registry.example/tools:1', state }], ...more },
});
const waiting = (reason: string, message?: string) => pod({ waiting: { reason, message } });

describe('how far a helper has come', () => {
  it('waits while the kubelet has said nothing of it', () => {
    expect(startState({ status: {} }, 'helper')).toEqual({ kind: 'waiting', reason: '' });
    expect(startState(undefined, 'helper')).toEqual({ kind: 'waiting', reason: '' });
  });

  it('waits while its image is pulled', () => {
    expect(startState(waiting('ContainerCreating'), 'helper')).toEqual({
      kind: 'waiting',
      reason: 'ContainerCreating',
    });
  });

  for (const reason of ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']) {
    it(`is stuck at once by ${reason}, with the kubelet's words`, () => {
      expect(startState(waiting(reason, 'tools:1: not found'), 'helper')).toEqual({
        kind: 'stuck',
        byImage: true,
        sentence: `the image registry.example/tools:1 does not come: ${reason}: tools:1: not found`,
      });
    });
  }

  it('is stuck where the container cannot be made of the image', () => {
    const words = 'container has runAsNonRoot and image will run as root';
    expect(startState(waiting('CreateContainerConfigError', words), 'helper')).toMatchObject({
      kind: 'stuck',
      byImage: false,
      sentence: expect.stringContaining(words),
    });
  });

  it('is stuck where the node turns the pod away', () => {
    const status = { phase: 'Failed', reason: 'OutOfcpu', message: 'Node did not have enough resource: cpu' };
    expect(startState({ status }, 'probe')).toMatchObject({
      kind: 'stuck',
      sentence: 'the node does not take it: OutOfcpu: Node did not have enough resource: cpu',
    });
  });

  it('runs', () => {
    expect(startState(pod({ running: { startedAt: '2026-11-23T06:00:00Z' } }), 'helper')).toEqual({ kind: 'running' });
  });

  it('ended with a code, or could not even be started', () => {
    expect(startState(pod({ terminated: { exitCode: 1, reason: 'Error' } }), 'helper')).toMatchObject({
      kind: 'ended',
      exitCode: 1,
      startError: false,
    });
    const message = 'exec: "nc": executable file not found in $PATH';
    expect(startState(pod({ terminated: { exitCode: 128, reason: 'StartError', message } }), 'helper')).toMatchObject({
      kind: 'ended',
      startError: true,
      message,
    });
  });
});
