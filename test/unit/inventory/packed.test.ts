import { describe, expect, it } from 'vitest';
import { createInterner } from '../../../src/inventory/prune/intern.ts';
import { packEndpoints, unpackEndpoints } from '../../../src/inventory/prune/packed-endpoints.ts';
import { packPod, plainPod } from '../../../src/inventory/prune/packed-pod.ts';
import { prunePod } from '../../../src/inventory/prune/pod.ts';
import type { PodRecord } from '../../../src/inventory/records.ts';
import { podObject } from './objects.ts';

function pruned(name: string, more: Parameters<typeof podObject>[2] = {}, interner = createInterner()): PodRecord {
  const pod = prunePod(podObject('shop', name, more), interner);
  if (pod === undefined) throw new Error('no pod');
  return pod;
}

describe('a packed pod', () => {
  it.each<[string, Parameters<typeof podObject>[2]]>([
    ['is well', {}],
    ['has addresses of both families', { status: { podIPs: [{ ip: '10.1.1.1' }, { ip: 'fd00::1' }] } }],
    ['has no address', { status: { phase: 'Pending', podIPs: [] } }],
    ['is not ready', { status: { conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }] } }],
    ['is leaving', { metadata: { name: 'web', namespace: 'shop', deletionTimestamp: '2026-01-02T00:00:00Z' } }],
    ['has an owner', { metadata: { ownerReferences: [{ kind: 'StatefulSet', name: 'web', controller: true }] } }],
  ])('reads as it was when it %s', (_what, more) => {
    const pod = pruned('web', more);
    expect(plainPod(packPod(pod, createInterner()))).toEqual(pod);
  });

  it('survives the way to another thread as a plain object', () => {
    const pod = plainPod(packPod(pruned('web'), createInterner()));
    expect(structuredClone(pod)).toEqual(pod);
  });

  it('is told from a replica on another node, or with another address', () => {
    const interner = createInterner();
    const other = pruned(
      'web-2',
      { spec: { nodeName: 'worker-2' }, status: { podIPs: [{ ip: '10.2.2.2' }] } },
      interner,
    );
    packPod(pruned('web-1', {}, interner), interner);
    expect(plainPod(packPod(other, interner))).toEqual(other);
  });

  it('is told from one of the same workload in another state', () => {
    const interner = createInterner();
    packPod(pruned('web-1', {}, interner), interner);
    const restarted = pruned(
      'web-1',
      { status: { containerStatuses: [{ name: 'app', ready: true, restartCount: 7, state: { running: {} } }] } },
      interner,
    );
    expect(packPod(restarted, interner)).toMatchObject({ restarts: 7, readyContainers: 1 });
  });
});

describe('packed endpoints', () => {
  const endpoint = { addresses: ['10.1.1.1'], ready: true, serving: true, terminating: false };

  it.each([
    ['none', []],
    ['replicas', ['web-a1', 'web-b2', 'web-b3'].map((pod) => ({ ...endpoint, pod, node: 'worker-1' }))],
    ['one alone', [{ ...endpoint, pod: 'web-a1', node: 'worker-1' }]],
    ['names that begin each other', ['web', 'web-1'].map((pod) => ({ ...endpoint, pod, node: 'worker-1' }))],
    ['no pod behind it', [{ ...endpoint, pod: undefined, node: undefined }]],
    ['several addresses', [{ ...endpoint, addresses: ['10.1.1.1', '10.1.1.2'], pod: 'web', node: 'worker-1' }]],
    ['no address', [{ ...endpoint, addresses: [], pod: 'web', node: 'worker-1' }]],
    [
      'every state',
      [true, false].flatMap((ready) =>
        [true, false].flatMap((serving) =>
          [true, false].map((terminating) => ({ ...endpoint, ready, serving, terminating, pod: 'a', node: 'b' })),
        ),
      ),
    ],
  ])('come out as they went in: %s', (_what, endpoints) => {
    expect(unpackEndpoints(packEndpoints(endpoints))).toEqual(endpoints);
  });
});
