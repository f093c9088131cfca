import { describe, expect, it } from 'vitest';
import { pruneEvent } from '../../../src/inventory/prune/controller.ts';
import type { Fields } from '../../../src/inventory/prune/fields.ts';
import { createInterner } from '../../../src/inventory/prune/intern.ts';
import { pruneNode } from '../../../src/inventory/prune/node.ts';
import { prunePod } from '../../../src/inventory/prune/pod.ts';
import { podStatus } from '../../../src/inventory/prune/pod-status.ts';
import { pruneEndpointSlice, pruneService } from '../../../src/inventory/prune/service.ts';
import { podObject } from './objects.ts';

const state = (value: Fields, more: Fields = {}) => ({
  containerStatuses: [{ name: 'app', ready: false, restartCount: 3, state: value, ...more }],
});

describe("a pod's status, as kubectl says it", () => {
  const cases: readonly (readonly [string, Fields])[] = [
    ['Running', podObject('a', 'b')],
    ['CrashLoopBackOff', podObject('a', 'b', { status: state({ waiting: { reason: 'CrashLoopBackOff' } }) })],
    ['Error', podObject('a', 'b', { status: state({ terminated: { reason: 'Error', exitCode: 1 } }) })],
    ['ExitCode:3', podObject('a', 'b', { status: state({ terminated: { exitCode: 3 } }) })],
    ['Signal:9', podObject('a', 'b', { status: state({ terminated: { signal: 9, exitCode: 137 } }) })],
    ['Terminating', podObject('a', 'b', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })],
    ['Evicted', podObject('a', 'b', { status: { phase: 'Failed', reason: 'Evicted', containerStatuses: [] } })],
    ['Pending', podObject('a', 'b', { status: { phase: 'Pending', containerStatuses: [], conditions: [] } })],
    [
      'Init:0/2',
      podObject('a', 'b', {
        spec: { initContainers: [{ name: 'one' }, { name: 'two' }] },
        status: {
          initContainerStatuses: [
            { name: 'one', state: { running: {} } },
            { name: 'two', state: { waiting: { reason: 'PodInitializing' } } },
          ],
        },
      }),
    ],
    [
      'Init:CrashLoopBackOff',
      podObject('a', 'b', {
        spec: { initContainers: [{ name: 'one' }] },
        status: { initContainerStatuses: [{ name: 'one', state: { waiting: { reason: 'CrashLoopBackOff' } } }] },
      }),
    ],
    [
      'Running',
      podObject('a', 'b', {
        spec: { initContainers: [{ name: 'sidecar', restartPolicy: 'Always' }] },
        status: { initContainerStatuses: [{ name: 'sidecar', started: true, state: { running: {} } }] },
      }),
    ],
  ];
  it.each(cases)('%s', (expected, pod) => {
    expect(podStatus(pod)).toBe(expected);
  });
});

describe('pruning', () => {
  it('keeps of a pod what plumbline uses', () => {
    const pod = podObject('shop', 'web-7d4b9-x1', {
      metadata: {
        labels: { app: 'web', 'pod-template-hash': '7d4b9' },
        ownerReferences: [{ kind: 'ReplicaSet', name: 'web-7d4b9', controller: true }],
        managedFields: [{ manager: 'kubelet' }],
      },
      spec: {
        containers: [
          {
            name: 'app',
            image: 'shop/web:1',
            ports: [
              { name: 'http', containerPort: 8080 },
              { containerPort: 53, protocol: 'UDP' },
            ],
          },
        ],
      },
      status: {
        podIPs: [{ ip: '10.244.1.5' }, { ip: 'fd00::5' }],
        conditions: [
          { type: 'Ready', status: 'True' },
          { type: 'Initialized', status: 'False', reason: 'Waiting' },
        ],
      },
    });
    expect(prunePod(pod, createInterner())).toEqual({
      kind: 'pod',
      uid: 'uid-shop-web-7d4b9-x1',
      name: 'web-7d4b9-x1',
      namespace: 'shop',
      createdAt: Date.parse('2026-01-01T00:00:00Z'),
      labels: { app: 'web', 'pod-template-hash': '7d4b9' },
      node: 'worker-1',
      phase: 'Running',
      status: 'Running',
      ready: true,
      readyContainers: 1,
      restarts: 0,
      addresses: ['10.244.1.5', 'fd00::5'],
      hostNetwork: false,
      serviceAccount: 'default',
      owner: { kind: 'Deployment', name: 'web' },
      containers: [
        {
          name: 'app',
          image: 'shop/web:1',
          ready: true,
          restarts: 0,
          state: 'running',
          ports: [
            { name: 'http', port: 8080, protocol: 'TCP' },
            { name: '', port: 53, protocol: 'UDP' },
          ],
          role: 'app',
        },
      ],
      conditions: [{ type: 'Initialized', status: 'False', reason: 'Waiting', message: '', since: undefined }],
      deletedAt: undefined,
    });
  });

  it('leaves a ReplicaSet that is not of a Deployment as it is', () => {
    const pod = podObject('a', 'b', {
      metadata: { ownerReferences: [{ kind: 'ReplicaSet', name: 'lonely', controller: true }] },
    });
    expect(prunePod(pod, createInterner())?.owner).toEqual({ kind: 'ReplicaSet', name: 'lonely' });
  });

  it('makes equal label sets the same object', () => {
    const interner = createInterner();
    const labels = (name: string) =>
      prunePod(podObject('a', name, { metadata: { labels: { app: 'x' } } }), interner)?.labels;
    expect(labels('one')).toBe(labels('two'));
  });

  it('never throws, whatever the object looks like', () => {
    const interner = createInterner();
    const odd: Fields[] = [
      {},
      { metadata: null },
      { metadata: { name: 1, uid: [] } },
      { metadata: { name: 'a', uid: 'b', labels: 7 }, spec: 'x', status: { conditions: {}, podIPs: [1] } },
    ];
    for (const object of odd)
      for (const prune of [prunePod, pruneNode, pruneService, pruneEndpointSlice, pruneEvent])
        expect(() => prune(object, interner)).not.toThrow();
  });

  it("reads a node's conditions, addresses, pod networks and roles", () => {
    const node = pruneNode(
      {
        metadata: {
          name: 'worker-1',
          uid: 'u',
          labels: { 'node-role.kubernetes.io/control-plane': '' },
          annotations: { 'flannel.alpha.coreos.com/backend-type': 'vxlan', 'volumes.kubernetes.io/x': 'y' },
        },
        spec: { podCIDR: '10.244.1.0/24' },
        status: {
          conditions: [{ type: 'Ready', status: 'Unknown' }],
          addresses: [
            { type: 'InternalIP', address: '192.168.0.1' },
            { type: 'Hostname', address: 'w1' },
          ],
          nodeInfo: { kubeletVersion: 'v1.35.0' },
        },
      },
      createInterner(),
    );
    expect(node).toMatchObject({
      ready: 'Unknown',
      internalAddresses: ['192.168.0.1'],
      hostName: 'w1',
      podCidrs: ['10.244.1.0/24'],
      roles: ['control-plane'],
      annotations: { 'flannel.alpha.coreos.com/backend-type': 'vxlan' },
      kubeletVersion: 'v1.35.0',
    });
  });

  it('takes absent endpoint conditions as the API defines them', () => {
    const slice = pruneEndpointSlice(
      { metadata: { name: 's', uid: 'u' }, endpoints: [{ addresses: ['10.0.0.1'] }] },
      createInterner(),
    );
    expect(slice?.endpoints[0]).toMatchObject({ ready: true, serving: true, terminating: false });
  });

  it('dates an event by its series, then its last time, then its own time', () => {
    const at = (fields: Fields) =>
      pruneEvent({ metadata: { name: 'e', uid: 'u' }, ...fields }, createInterner())?.lastSeen;
    expect(at({ series: { lastObservedTime: '2026-01-03T00:00:00Z' }, lastTimestamp: '2026-01-02T00:00:00Z' })).toBe(
      Date.parse('2026-01-03T00:00:00Z'),
    );
    expect(at({ lastTimestamp: null, eventTime: '2026-01-01T00:00:00Z' })).toBe(Date.parse('2026-01-01T00:00:00Z'));
  });
});
