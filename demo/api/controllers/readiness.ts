import { isNode } from '../../world/guards.ts';
import { makeEvent } from '../../world/events.ts';
import { kubernetesTime } from '../../world/identity.ts';
import type { Condition, Pod } from '../../world/shapes.ts';
import type { Controller, ControlPlane, Troubles } from './controller.ts';
import { isRunning } from '../runtime/container-runtime.ts';
import { listPods } from './pods.ts';

const isTrue = (conditions: readonly Condition[] | undefined, wanted: string): boolean =>
  conditions?.some(({ type, status }) => type === wanted && status === 'True') ?? false;

function changed(
  conditions: readonly Condition[],
  now: number,
  changes: Readonly<Record<string, Partial<Condition>>>,
): Condition[] {
  return conditions.map((condition) => {
    const change = changes[condition.type];
    if (change === undefined || change.status === condition.status) return condition;
    const { reason: _reason, message: _message, ...rest } = condition;
    return { ...rest, lastTransitionTime: kubernetesTime(now), ...change };
  });
}

const silentKubelet = {
  status: 'Unknown',
  reason: 'NodeStatusUnknown',
  message: 'Kubelet stopped posting node status.',
};
const livelyKubelet = { status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' };

/** Whether a node's kubelet has stopped reporting. */
export const isSilent = ({ unreadyNodes }: Troubles, name: string | undefined): boolean =>
  [...unreadyNodes].some(({ node }) => node === name);

function nodes({ store, troubles, now }: ControlPlane): void {
  for (const node of store.list('nodes').filter(isNode)) {
    const silent = isSilent(troubles, node.metadata.name);
    if (isTrue(node.status.conditions, 'Ready') !== silent) continue;
    const conditions = changed(node.status.conditions, now(), { Ready: silent ? silentKubelet : livelyKubelet });
    store.put('nodes', { ...node, status: { ...node.status, conditions } });
    const reason = silent ? 'NodeNotReady' : 'NodeReady';
    const message = `Node ${node.metadata.name} status is now: ${reason}`;
    store.put(
      'events',
      makeEvent({ about: node, type: 'Normal', reason, message, component: 'node-controller', at: now() }),
    );
  }
}

function podConditions(
  failing: boolean,
  silentNode: boolean,
  containers: string,
): Readonly<Record<string, Partial<Condition>>> {
  const unready = {
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${containers}]`,
  };
  const well = { status: 'True' };
  if (failing) return { Ready: unready, ContainersReady: unready };
  return { Ready: silentNode ? { status: 'False' } : well, ContainersReady: well };
}

function pods({ store, troubles, now }: ControlPlane): void {
  for (const pod of listPods(store)) {
    if (pod.status.phase !== 'Running') continue;
    const failing = [...troubles.unreadyPods].some(
      ({ namespace, podPrefix }) => pod.metadata.namespace === namespace && pod.metadata.name.startsWith(podPrefix),
    );
    const silentNode = isSilent(troubles, pod.spec.nodeName);
    const present = pod.status.containerStatuses ?? [];
    const statuses = present.map((status) => ({ ...status, ready: !failing && isRunning(status) }));
    const unready = statuses.filter((status) => !status.ready).map(({ name }) => name);
    const ready = isTrue(pod.status.conditions, 'Ready');
    const settled = statuses.every(({ ready: wanted }, index) => present[index]?.ready === wanted);
    if (ready === !(unready.length > 0 || silentNode) && settled) continue;
    const wanted = podConditions(unready.length > 0, silentNode, unready.join(' '));
    const conditions = changed(pod.status.conditions ?? [], now(), wanted);
    store.put('pods', { ...pod, status: { ...pod.status, conditions, containerStatuses: statuses } });
    if (failing) store.put('events', unhealthy(pod, now()));
  }
}

const unhealthy = (pod: Pod, at: number) =>
  makeEvent({
    about: pod,
    type: 'Warning',
    reason: 'Unhealthy',
    message: `Readiness probe failed: Get "http://${pod.status.podIP}/ready": context deadline exceeded`,
    component: 'kubelet',
    host: pod.spec.nodeName ?? '',
    at,
  });

/** Conditions of nodes and pods, as the kubelet and the node controller would report them under the present troubles. */
export const reportReadiness: Controller = (plane) => {
  nodes(plane);
  pods(plane);
};
