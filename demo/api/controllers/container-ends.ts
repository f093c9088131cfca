import { asNumber, asText } from '../../world/fields.ts';
import { makeEvent } from '../../world/events.ts';
import type { ContainerStatus, Pod } from '../../world/shapes.ts';
import { type ContainerEnd, isRunning } from '../runtime/container-runtime.ts';
import { crashed, terminated, withContainers } from './container-states.ts';
import type { ControlPlane } from './controller.ts';
import { listPods } from './pods.ts';

function endedStatus(status: ContainerStatus, { exitCode, startError }: ContainerEnd, now: number): ContainerStatus {
  if (startError !== undefined) return terminated(status, { exitCode, reason: 'StartError', message: startError }, now);
  return terminated(status, { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' }, now);
}

/** Writes into a pod's status that a container's process ended; with a restart policy it then waits for its restart. */
export function containerEnded({ store, now }: ControlPlane, end: ContainerEnd): void {
  const pod = listPods(store).find(({ metadata }) => metadata.uid === end.podUid);
  if (pod === undefined) return;
  const isIt = (status: ContainerStatus): boolean =>
    status.name === end.container && status.restartCount === end.restartCount && isRunning(status);
  const ephemeral = pod.status.ephemeralContainerStatuses ?? [];
  if (ephemeral.some(isIt)) {
    const statuses = ephemeral.map((status) => (isIt(status) ? endedStatus(status, end, now()) : status));
    store.put('pods', { ...pod, status: { ...pod.status, ephemeralContainerStatuses: statuses } });
    return;
  }
  const statuses = pod.status.containerStatuses ?? [];
  if (!statuses.some(isIt)) return;
  const policy = asText(pod.spec['restartPolicy']) ?? 'Always';
  const again = policy === 'Always' || (policy === 'OnFailure' && end.exitCode !== 0);
  const next = statuses.map((status) => {
    if (!isIt(status)) return status;
    const ended = endedStatus(status, end, now());
    return again ? crashed(pod, ended) : ended;
  });
  store.put('pods', withContainers(pod, next, now()));
}

/** When the pod's activeDeadlineSeconds are over, milliseconds since the epoch; undefined when it has none. */
export function deadlineOf({ spec, status }: Pod): number | undefined {
  const seconds = asNumber(spec['activeDeadlineSeconds']);
  const started = Date.parse(asText(status['startTime']) ?? '');
  return seconds === undefined || Number.isNaN(started) ? undefined : started + seconds * 1000;
}

/** Fails a pod that was active for longer than it may be; the runtime then ends its processes. */
export function failByDeadline({ store, now }: ControlPlane, pod: Pod): void {
  const end = { exitCode: 137, reason: 'Error' };
  const stop = (status: ContainerStatus): ContainerStatus =>
    isRunning(status) ? terminated(status, end, now()) : status;
  const { ephemeralContainerStatuses: ephemeral } = pod.status;
  const stopped = withContainers(pod, (pod.status.containerStatuses ?? []).map(stop), now());
  const message = 'Pod was active on the node longer than the specified deadline';
  const status = {
    ...stopped.status,
    phase: 'Failed',
    reason: 'DeadlineExceeded',
    message,
    ...(ephemeral === undefined ? {} : { ephemeralContainerStatuses: ephemeral.map(stop) }),
  };
  store.put('pods', { ...pod, status });
  const host = pod.spec.nodeName ?? '';
  store.put(
    'events',
    makeEvent({
      about: pod,
      type: 'Normal',
      reason: 'DeadlineExceeded',
      message,
      component: 'kubelet',
      host,
      at: now(),
    }),
  );
}
