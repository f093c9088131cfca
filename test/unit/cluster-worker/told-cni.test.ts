import { expect, it } from 'vitest';
import { initialStatus } from '../../../src/cluster-worker/initial-status.ts';
import { openCluster } from '../../../src/cluster-worker/open-cluster.ts';
import type { FromWorker } from '../../../src/cluster-worker/protocol.ts';
import { WorkerHost } from '../../../src/cluster-worker/worker-host.ts';
import type { CniSummary } from '../../../src/cni/summary.ts';
import { weigh } from '../../../src/consent/weigh.ts';
import { manualClock } from '../kube/manual-clock.ts';

const flannel: CniSummary = {
  name: 'flannel',
  version: undefined,
  backend: 'vxlan',
  namespace: undefined,
  daemonSet: undefined,
  enforcesPolicies: 'no',
  remarks: [],
  agents: [],
};

it('a status without the CNI leaves it as told last, and one with none takes it away', () => {
  let tell: (message: FromWorker) => void = () => {};
  const cluster = openCluster({ mode: 'observe' }, (_start, events) => {
    tell = events.message;
    return { post: () => {}, terminate: async () => {} };
  });
  const { cni: _, ...status } = initialStatus({});
  tell({ type: 'status', status, cni: { now: flannel } });
  tell({ type: 'status', status: { ...status, context: 'prod' } });
  expect(cluster.status.getSnapshot()).toMatchObject({ context: 'prod', cni: flannel });
  tell({ type: 'status', status, cni: { now: undefined } });
  expect(cluster.status.getSnapshot().cni).toBeUndefined();
});

it('a worker that starts tells the CNI with its first status, whatever another one told before', () => {
  const posted: FromWorker[] = [];
  const host = new WorkerHost({
    start: { choice: { kubeconfig: '/nowhere/config' }, mode: 'observe', userAgent: 'test', terminal: 'none' },
    env: {},
    clock: manualClock(),
    weigh: (intent) => weigh('observe', intent),
    post: (message) => posted.push(message),
    closed: () => {},
  });
  expect(posted[0]).toMatchObject({ type: 'status', cni: { now: undefined } });
  host.take({ type: 'call', id: 1, name: 'close', ask: null });
});
