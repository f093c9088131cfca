import { makeEvent, podStartEvents } from '../../world/events.ts';
import { kubernetesTime } from '../../world/identity.ts';
import { containerStatus, runningStatus } from '../../world/pod.ts';
import type { Pod } from '../../world/shapes.ts';
import type { ControlPlane } from './controller.ts';
import { isTerminating, listPods } from './pods.ts';
import { chooseNode } from './schedule.ts';

const waitingEphemeral = ({ spec, status }: Pod) => {
  const known = new Set((status.ephemeralContainerStatuses ?? []).map(({ name }) => name));
  return (spec.ephemeralContainers ?? []).filter(({ name }) => !known.has(name));
};

/** Whether some pod waits for its kubelet: to start, to end, or to run an ephemeral container. */
export function kubeletHasWork({ store }: ControlPlane): boolean {
  return listPods(store).some(
    (pod) => isTerminating(pod) || pod.status.phase === 'Pending' || waitingEphemeral(pod).length > 0,
  );
}

function startPod(plane: ControlPlane, pod: Pod): void {
  const { store, world, addresses, now } = plane;
  const nodeName = pod.spec.nodeName ?? chooseNode(plane, pod.metadata.ownerReferences?.[0]?.uid);
  const node = world.nodes.find(({ name }) => name === nodeName);
  if (node === undefined) return;
  const address = pod.spec.hostNetwork === true ? node.address : addresses.next(node.name, listPods(store));
  if (address === undefined) return;
  const spec = { ...pod.spec, nodeName: node.name };
  const place = { node: node.name, hostAddress: node.address, address };
  store.put('pods', { ...pod, spec, status: runningStatus(spec, pod.metadata.uid ?? '', place, now()) });
  for (const event of podStartEvents(pod, node.name, now())) store.put('events', event);
}

function endPod({ store, now }: ControlPlane, pod: Pod): void {
  store.remove('pods', pod.metadata.namespace ?? '', pod.metadata.name);
  const message = `Stopping container ${pod.spec.containers[0]?.name ?? ''}`;
  const host = pod.spec.nodeName ?? '';
  store.put(
    'events',
    makeEvent({ about: pod, type: 'Normal', reason: 'Killing', message, component: 'kubelet', host, at: now() }),
  );
}

/** What the kubelets of all nodes do next: end pods, start pods, run ephemeral containers. */
export function runKubelets(plane: ControlPlane): void {
  const { store, now } = plane;
  for (const pod of listPods(store)) {
    if (isTerminating(pod)) {
      endPod(plane, pod);
      continue;
    }
    if (pod.status.phase === 'Pending') {
      startPod(plane, pod);
      continue;
    }
    const waiting = waitingEphemeral(pod);
    if (waiting.length === 0) continue;
    const started = waiting.map((container) => ({
      ...containerStatus(container, pod.metadata.uid ?? '', kubernetesTime(now())),
      ready: false,
    }));
    const ephemeralContainerStatuses = [...(pod.status.ephemeralContainerStatuses ?? []), ...started];
    store.put('pods', { ...pod, status: { ...pod.status, ephemeralContainerStatuses } });
  }
}
