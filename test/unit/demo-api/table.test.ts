import { describe, expect, it } from 'vitest';
import { humanDuration } from '../../../demo/api/table/age.ts';
import { selector } from '../../../demo/api/table/format.ts';
import { podReady, podStatus } from '../../../demo/api/table/pod-cells.ts';
import { demoWorld } from '../../../demo/world/demo-world.ts';
import { isPod } from '../../../demo/world/guards.ts';

describe('ages in tables', () => {
  it.each([
    [-5, '0s'],
    [119, '119s'],
    [120, '2m'],
    [125, '2m5s'],
    [11 * 60 + 5, '11m'],
    [3 * 3600 + 120, '3h2m'],
    [9 * 3600 + 60, '9h'],
    [50 * 3600, '2d2h'],
    [12 * 86_400, '12d'],
    [800 * 86_400, '2y70d'],
    [9 * 365 * 86_400, '9y'],
  ])('show %d seconds as %s', (seconds, text) => {
    expect(humanDuration(seconds * 1000)).toBe(text);
  });
});

describe('selectors in tables', () => {
  it.each([
    [{}, '<none>'],
    [undefined, '<none>'],
    [{ matchLabels: { b: '2', a: '1' } }, 'a=1,b=2'],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['y', 'x'] }] }, 'app in (x,y)'],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['x'] }] }, 'app notin (x)'],
    [
      {
        matchExpressions: [
          { key: 'a', operator: 'Exists' },
          { key: 'b', operator: 'DoesNotExist' },
        ],
      },
      '!b,a',
    ],
  ])('show %j as %s', (given, text) => {
    expect(selector(given)).toBe(text);
  });
});

describe('the status of a pod in tables', () => {
  const pod = demoWorld(0).objects.find(isPod);
  if (pod === undefined) throw new Error('the world has no pods');

  it('is its phase, the reason why a container waits, or that it is being deleted', () => {
    const [container] = pod.status.containerStatuses ?? [];
    if (container === undefined) throw new Error('the pod has no containers');
    const waiting = { ...container, ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } };
    const crashing = { ...pod, status: { ...pod.status, containerStatuses: [waiting] } };
    const leaving = { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-01-15T12:00:00Z' } };
    expect([pod, crashing, leaving].map(podStatus)).toEqual(['Running', 'CrashLoopBackOff', 'Terminating']);
    expect([pod, crashing].map(podReady)).toEqual(['1/1', '0/1']);
  });
});
