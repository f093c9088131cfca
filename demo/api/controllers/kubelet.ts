import { makeEvent, podStartEvents } from '../../world/events.ts';
import { runningStatus } from '../../world/pod.ts';
import type { ContainerStatus, Pod } from '../../world/shapes.ts';
import { deadlineOf, failByDeadline } from './container-ends.ts';
import {
  backedOff,
  begun,
  creating,
  nextStep,
  pullError,
  restarted,
  waitingReason,
  withContainers,
} from './container-states.ts';
import type { ControlPlane } from './controller.ts';
import { isTerminating, listPods } from './pods.ts';
import { isSilent } from './readiness.ts';
import { chooseNode } from './schedule.ts';

/** A pod is seen waiting or Terminating for this long, milliseconds. */
const reaction = 300;

const waitingEphemeral = ({ spec, status }: Pod) => {
  const known = new Set((status.ephemeralContainerStatuses ?? []).map(({ name }) => name));
  return (spec.ephemeralContainers ?? []).filter(({ name }) => !known.has(name));
};

const isOver = ({ status }: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed';

const statusesOf = ({ status }: Pod): readonly ContainerStatus[] => [
  ...(status.containerStatuses ?? []),
  ...(status.ephemeralContainerStatuses ?? []),
];

function dueTimes({ world, troubles, now }: ControlPlane, pod: Pod): number[] {
  const at = now();
  if (isTerminating(pod)) return [at + reaction];
  if (isOver(pod) || isSilent(troubles, pod.spec.nodeName)) return [];
  if (pod.status.podIP === undefined) return [at + reaction];
  const deadline = deadlineOf(pod);
  return [
    ...(waitingEphemeral(pod).length > 0 ? [at + reaction] : []),
    ...(deadline === undefined ? [] : [deadline]),
    ...statusesOf(pod).flatMap((status) => nextStep(world, pod, status, at)?.at ?? []),
  ];
}

/** When some kubelet next has something to do, milliseconds since the epoch; undefined when all of them wait. */
export function nextKubeletWork(plane: ControlPlane): number | undefined {
  const times = listPods(plane.store).flatMap((pod) => dueTimes(plane, pod));
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Gives a pod its node, address and network; its containers begin once the network stands. */
function placePod(plane: ControlPlane, pod: Pod): void {
  const { store, world, addresses, now } = plane;
  const nodeName = pod.spec.nodeName ?? chooseNode(plane, pod.metadata.ownerReferences?.[0]?.uid);
  const node = world.nodes.find(({ name }) => name === nodeName);
  if (node === undefined) return;
  const address = pod.spec.hostNetwork === true ? node.address : addresses.next(node.name, listPods(store));
  if (address === undefined) return;
  const spec = { ...pod.spec, nodeName: node.name };
  const place = { node: node.name, hostAddress: node.address, address };
  const { conditions: _none, ...status } = runningStatus(spec, pod.metadata.uid ?? '', place, now());
  const placed = { ...pod, spec, status: { ...status, phase: 'Pending', qosClass: pod.status['qosClass'] } };
  store.put('pods', withContainers(placed, spec.containers.map(creating), now()));
}

function tellOfPull({ store, now }: ControlPlane, pod: Pod, container: string, image: string): void {
  const about = { about: pod, type: 'Warning', component: 'kubelet', host: pod.spec.nodeName ?? '' } as const;
  const failed = `Failed to pull image ${JSON.stringify(image)}: ${pullError(image)}`;
  store.put('events', makeEvent({ ...about, reason: 'Failed', message: failed, at: now() }));
  const message = `Error: ImagePullBackOff (container ${container})`;
  store.put('events', makeEvent({ ...about, reason: 'Failed', message, at: now() }));
}

/** The container one step on, where its time has come. */
function advance(plane: ControlPlane, pod: Pod, status: ContainerStatus): ContainerStatus {
  const { world, now } = plane;
  const next = nextStep(world, pod, status, now());
  if (next === undefined || (next.step === 'restart' && next.at > now())) return status;
  if (next.step === 'restart') return restarted(status, now());
  const container = [...pod.spec.containers, ...(pod.spec.ephemeralContainers ?? [])].find(
    ({ name }) => name === status.name,
  );
  if (container === undefined) return status;
  if (next.step === 'begin') return begun(world, pod, container, now());
  tellOfPull(plane, pod, status.name, status.image);
  return backedOff(status);
}

/** Returns the pod as it is afterwards. */
function advanceContainers(plane: ControlPlane, pod: Pod): Pod {
  const { store, now } = plane;
  const present = pod.status.containerStatuses ?? [];
  const next = present.map((status) => advance(plane, pod, status));
  if (next.every((status, index) => status === present[index])) return pod;
  const advanced = withContainers(pod, next, now());
  store.put('pods', advanced);
  const fresh = present.every((status) => waitingReason(status) === 'ContainerCreating');
  const pulled = next.every((status) => waitingReason(status) === undefined);
  if (!fresh || !pulled) return advanced;
  for (const event of podStartEvents(pod, pod.spec.nodeName ?? '', now())) store.put('events', event);
  return advanced;
}

function advanceEphemeral(plane: ControlPlane, pod: Pod): void {
  const { store, world, now } = plane;
  const present = pod.status.ephemeralContainerStatuses ?? [];
  const advanced = present.map((status) => advance(plane, pod, status));
  const started = waitingEphemeral(pod).map((container) => begun(world, pod, container, now()));
  if (started.length === 0 && advanced.every((status, index) => status === present[index])) return;
  // An ephemeral container has no readiness.
  const ephemeralContainerStatuses = [...advanced, ...started].map((status) => ({ ...status, ready: false }));
  store.put('pods', { ...pod, status: { ...pod.status, ephemeralContainerStatuses } });
}

/** Removes a pod, and with it its processes. */
function endPod({ store, now }: ControlPlane, pod: Pod): void {
  store.remove('pods', pod.metadata.namespace ?? '', pod.metadata.name);
  if (isOver(pod)) return;
  const message = `Stopping container ${pod.spec.containers[0]?.name ?? ''}`;
  const host = pod.spec.nodeName ?? '';
  store.put(
    'events',
    makeEvent({ about: pod, type: 'Normal', reason: 'Killing', message, component: 'kubelet', host, at: now() }),
  );
}

/**
 * What the kubelets of all nodes do next: place, start, restart and end pods, run ephemeral containers. One that is out
 * of reach begins nothing.
 */
export function runKubelets(plane: ControlPlane): void {
  const { store, troubles, now } = plane;
  for (const pod of listPods(store)) {
    if (isTerminating(pod)) endPod(plane, pod);
    else if (isOver(pod) || isSilent(troubles, pod.spec.nodeName)) continue;
    else if (pod.status.podIP === undefined) placePod(plane, pod);
    else if ((deadlineOf(pod) ?? now() + 1) <= now()) failByDeadline(plane, pod);
    else {
      advanceEphemeral(plane, advanceContainers(plane, pod));
    }
  }
}
