import { describe, expect, it } from 'vitest';
import type { PodOutline } from '../../../src/kube/exec/target.ts';
import { containerFate } from '../../../src/kube/logs/container-fate.ts';

type Status = NonNullable<NonNullable<PodOutline['status']>['containerStatuses']>[number];

function pod(status: Omit<Status, 'name'> | undefined, phase = 'Running'): PodOutline {
  return { status: { phase, containerStatuses: status === undefined ? [] : [{ name: 'app', ...status }] } };
}

describe('what became of a container whose log ended', () => {
  it('runs', () => {
    expect(containerFate(pod({ containerID: 'c://1', state: { running: {} } }), 'app')).toEqual({
      kind: 'running',
      id: 'c://1',
    });
  });

  it('crashed and will come back', () => {
    const fate = containerFate(
      pod({
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 1, reason: 'Error' } },
      }),
      'app',
    );
    expect(fate).toEqual({
      kind: 'waiting',
      sentence: 'container app ended (exit code 1, Error), now CrashLoopBackOff; waiting for its restart',
    });
  });

  it('is over when the pod is', () => {
    const fate = containerFate(
      pod({ state: { terminated: { exitCode: 0, reason: 'Completed' } } }, 'Succeeded'),
      'app',
    );
    expect(fate).toEqual({ kind: 'over', sentence: 'container app ended (exit code 0, Completed)' });
  });

  it('is over for an init container that is done', () => {
    const outline: PodOutline = {
      status: {
        phase: 'Pending',
        initContainerStatuses: [{ name: 'setup', state: { terminated: { exitCode: 0, reason: 'Completed' } } }],
      },
    };
    expect(containerFate(outline, 'setup').kind).toBe('over');
  });

  it('has not started', () => {
    expect(containerFate(pod(undefined, 'Pending'), 'app')).toEqual({
      kind: 'waiting',
      sentence: 'container app has not started yet',
    });
  });
});
