import { findContainer } from '../../world/container.ts';
import { asNumber, asRecord, asText } from '../../world/fields.ts';
import { kubernetesTime } from '../../world/identity.ts';
import { containerStatus } from '../../world/pod.ts';
import type { Condition, Container, ContainerStatus, Pod } from '../../world/shapes.ts';
import type { World } from '../../world/types.ts';
import { fullImageName } from '../../world/image-name.ts';
import { isRunning } from '../runtime/container-runtime.ts';

/** Why a container waits, as its status says; undefined when it does not wait. */
export const waitingReason = (status: ContainerStatus): string | undefined =>
  asText(asRecord(asRecord(status.state)['waiting'])['reason']);

/** How a container's last process ended; undefined when none did. */
const lastEnd = (status: ContainerStatus): Readonly<Record<string, unknown>> | undefined => {
  const end = asRecord(status['lastState'])['terminated'];
  return end === undefined ? undefined : asRecord(end);
};

/** The kubelet restarts at once, then after 10 s, 20 s, … up to 5 minutes, milliseconds. */
function backOff(restartCount: number): number {
  return restartCount === 0 ? 0 : Math.min(300_000, 10_000 * 2 ** (restartCount - 1));
}

/** A container of which the runtime has nothing yet. */
function waiting(container: Container, reason: string, message?: string): ContainerStatus {
  return {
    name: container.name,
    ready: false,
    started: false,
    restartCount: 0,
    image: container.image,
    imageID: '',
    state: { waiting: { reason, ...(message === undefined ? {} : { message }) } },
    lastState: {},
  };
}

/** What the kubelet says of every container before it has begun with them. */
export const creating = (container: Container): ContainerStatus => waiting(container, 'ContainerCreating');

/** What containerd says of an image that its registry does not have. */
export function pullError(image: string): string {
  const name = fullImageName(image);
  return (
    `failed to pull and unpack image ${JSON.stringify(name)}: ` +
    `failed to resolve reference ${JSON.stringify(name)}: ${name}: not found`
  );
}

/** A container that is begun: running, or waiting for an image that no registry has. `now` in milliseconds. */
export function begun(world: World, pod: Pod, container: Container, now: number): ContainerStatus {
  if (findContainer(world, pod, container.name) === undefined) {
    return waiting(container, 'ErrImagePull', pullError(container.image));
  }
  return containerStatus(container, pod.metadata.uid ?? '', kubernetesTime(now));
}

/** What a waiting container does next, and when (milliseconds since the epoch); undefined when it waits for nothing. */
export function nextStep(
  world: World,
  pod: Pod,
  status: ContainerStatus,
  now: number,
): { readonly at: number; readonly step: 'begin' | 'back-off' | 'restart' } | undefined {
  switch (waitingReason(status)) {
    case 'ContainerCreating':
      return { at: now, step: 'begin' };
    case 'ErrImagePull':
      return { at: now + 1000, step: 'back-off' };
    case 'ImagePullBackOff':
      return findContainer(world, pod, status.name) === undefined ? undefined : { at: now, step: 'begin' };
    case 'CrashLoopBackOff': {
      const finished = Date.parse(asText(lastEnd(status)?.['finishedAt']) ?? '');
      return { at: (Number.isNaN(finished) ? now : finished) + backOff(status.restartCount), step: 'restart' };
    }
    default:
      return undefined;
  }
}

/** A container that waits for an image, after its first try. */
export const backedOff = (status: ContainerStatus): ContainerStatus => ({
  ...status,
  state: {
    waiting: {
      reason: 'ImagePullBackOff',
      message: `Back-off pulling image ${JSON.stringify(status.image)}: ErrImagePull: ${pullError(status.image)}`,
    },
  },
});

/** A container that the kubelet starts again. */
export const restarted = (status: ContainerStatus, now: number): ContainerStatus => ({
  ...status,
  ready: true,
  started: true,
  restartCount: status.restartCount + 1,
  state: { running: { startedAt: kubernetesTime(now) } },
});

/** The state of a container whose process ended. */
export function terminated(
  status: ContainerStatus,
  end: { readonly exitCode: number; readonly reason: string; readonly message?: string },
  now: number,
): ContainerStatus {
  const startedAt = asText(asRecord(asRecord(status.state)['running'])['startedAt']) ?? kubernetesTime(now);
  const { exitCode, reason, message } = end;
  return {
    ...status,
    ready: false,
    started: false,
    state: {
      terminated: {
        exitCode,
        reason,
        ...(message === undefined ? {} : { message }),
        startedAt,
        finishedAt: kubernetesTime(now),
        containerID: status['containerID'],
      },
    },
  };
}

/** A container whose process ended and that waits to be started again. */
export function crashed(pod: Pod, ended: ContainerStatus): ContainerStatus {
  const { namespace = '', name, uid = '' } = pod.metadata;
  const seconds = Math.max(10, backOff(ended.restartCount) / 1000);
  const message = `back-off ${seconds}s restarting failed container=${ended.name} pod=${name}_${namespace}(${uid})`;
  return { ...ended, state: { waiting: { reason: 'CrashLoopBackOff', message } }, lastState: ended.state };
}

const exitCodeOf = (status: ContainerStatus): number | undefined =>
  asNumber(asRecord(asRecord(status.state)['terminated'])['exitCode']);

/** The pod's phase as its containers' states make it. */
export function phaseOf(statuses: readonly ContainerStatus[]): 'Pending' | 'Running' | 'Succeeded' | 'Failed' {
  if (statuses.some((status) => waitingReason(status) !== undefined && lastEnd(status) === undefined)) return 'Pending';
  const codes = statuses.map(exitCodeOf);
  if (codes.some((code) => code === undefined)) return 'Running';
  return codes.every((code) => code === 0) ? 'Succeeded' : 'Failed';
}

/** The pod with its containers' new states, and the phase and conditions that follow from them. `now` in milliseconds. */
export function withContainers(pod: Pod, statuses: ContainerStatus[], now: number): Pod {
  const phase = phaseOf(statuses);
  const unready = statuses.filter((status) => !isRunning(status) || !status.ready).map(({ name }) => name);
  const time = kubernetesTime(now);
  const over = phase === 'Succeeded' || phase === 'Failed';
  const why = over
    ? { reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed' }
    : { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` };
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
    (type): Condition => {
      const present = pod.status.conditions?.find((condition) => condition.type === type);
      const status = type.endsWith('Ready') && unready.length > 0 ? 'False' : 'True';
      if (present?.status === status) return present;
      return { type, status, lastProbeTime: null, lastTransitionTime: time, ...(status === 'True' ? {} : why) };
    },
  );
  return { ...pod, status: { ...pod.status, phase, conditions, containerStatuses: statuses } };
}
