import { describe, expect, it } from 'vitest';
import { type FoundHelper, helpersIn } from '../../../../src/reach/ladder/find-helpers.ts';
import { judgeHelper } from '../../../../src/reach/ladder/judge-helper.ts';

const now = Date.parse('2026-11-23T06:00:00Z');
const helper: FoundHelper = {
  kind: 'debug-container',
  name: 'plumbline-debug-1',
  namespace: 'shop',
  pod: 'web-1',
  uid: 'u',
  node: 'worker-1',
  runs: true,
  deadline: now + 60_000,
  maker: 'anna@bastion 4711',
};
const options = { now, self: 'anna@bastion', isAlive: (pid: number) => pid === 1, all: false };

describe('what cleanup does with a helper', () => {
  const cases: readonly (readonly [string, Partial<FoundHelper>, object])[] = [
    ['whose process is gone: it is ended', {}, { kind: 'end' }],
    ['that a living process uses: it is left', { maker: 'anna@bastion 1' }, { kind: 'leave' }],
    ['of somebody else: it is left', { maker: 'ben@bastion 9' }, { kind: 'leave' }],
    ['of another machine: it is left', { maker: 'anna@other 4711' }, { kind: 'leave' }],
    ['of nobody known: it is left', { maker: undefined }, { kind: 'leave' }],
    ['of anybody after its deadline: it is ended', { maker: 'ben@bastion 9', deadline: now - 1 }, { kind: 'end' }],
    ['that has ended: its entry stays', { runs: false }, { kind: 'entry' }],
    ['that is a pod and has ended: it is removed', { kind: 'probe-pod', runs: false }, { kind: 'end' }],
  ];
  for (const [title, change, expected] of cases) {
    it(title, () => expect(judgeHelper({ ...helper, ...change }, options)).toMatchObject(expected));
  }
  it('of somebody else with --all: it is ended', () => {
    expect(judgeHelper({ ...helper, maker: 'ben@x 9' }, { ...options, all: true })).toMatchObject({ kind: 'end' });
  });
});

describe('the helpers of a pod', () => {
  const metadata = { name: 'web-1', namespace: 'shop', uid: 'u' };
  const env = [
    { name: 'PLUMBLINE_DEADLINE', value: '2026-11-23T06:15:00Z' },
    { name: 'PLUMBLINE_MADE_BY', value: 'anna@bastion 4711' },
  ];
  const running = { running: {} };

  it('are its debug containers of plumbline’s, and not a colleague’s', () => {
    const names = ['plumbline-debug-1', 'debugger-x2'];
    const found = helpersIn({
      metadata,
      spec: { nodeName: 'worker-1', ephemeralContainers: names.map((name) => ({ name, image: 'a', env })) },
      status: { ephemeralContainerStatuses: names.map((name) => ({ name, state: running })) },
    });
    expect(found).toEqual([{ ...helper, deadline: Date.parse('2026-11-23T06:15:00Z') }]);
  });

  it('run no more in a pod that has ended', () => {
    const [found] = helpersIn({
      metadata: { ...metadata, deletionTimestamp: '2026-11-23T06:00:00Z' },
      spec: { ephemeralContainers: [{ name: 'plumbline-debug-1', image: 'a' }] },
      status: { ephemeralContainerStatuses: [{ name: 'plumbline-debug-1', state: running }] },
    });
    expect(found?.runs).toBe(false);
  });

  it('are the pod itself where label and name say so', () => {
    const labels = { 'app.kubernetes.io/managed-by': 'plumbline' };
    const annotations = { 'plumbline/deadline': '2026-11-23T06:15:00Z', 'plumbline/made-by': 'anna@bastion 4711' };
    const probePod = {
      metadata: { ...metadata, name: 'plumbline-probe-1', labels, annotations },
      status: { phase: 'Running' },
    };
    expect(helpersIn(probePod)).toMatchObject([{ kind: 'probe-pod', name: 'plumbline-probe-1', runs: true }]);
    // The label alone may be anybody's.
    expect(helpersIn({ ...probePod, metadata: { ...probePod.metadata, name: 'web-1' } })).toEqual([]);
  });

  it('of something that is no pod are none', () => {
    expect([helpersIn(undefined), helpersIn({}), helpersIn([])].flat()).toEqual([]);
  });
});
