import type { ContainerStatus, PodOutline } from '../exec/target.ts';

/** What became of a container whose log stream ended. */
export type ContainerFate =
  | { readonly kind: 'running'; readonly id: string | undefined }
  /** It will come back, as far as is known; `sentence` says how it ended. */
  | { readonly kind: 'waiting'; readonly sentence: string }
  /** It will not come back. */
  | { readonly kind: 'over'; readonly sentence: string };

/** Judges by the pod as it is now. A container without a status is about to start. */
export function containerFate(pod: PodOutline, container: string): ContainerFate {
  const status = containerStatus(pod, container);
  const phase = pod.status?.phase;
  if (status?.state?.running !== undefined) return { kind: 'running', id: status.containerID };
  const ended = endText(status?.state?.terminated ?? status?.lastState?.terminated);
  if (phase === 'Succeeded' || phase === 'Failed')
    return { kind: 'over', sentence: `container ${container} ended${ended}` };
  const isMain = pod.status?.containerStatuses?.some(({ name }) => name === container) ?? false;
  if (status?.state?.terminated !== undefined && !isMain) {
    return { kind: 'over', sentence: `container ${container} ended${ended}` };
  }
  const reason = status?.state?.waiting?.reason;
  if (ended !== '')
    return {
      kind: 'waiting',
      sentence: `container ${container} ended${ended}${reason ? `, now ${reason}` : ''}; waiting for its restart`,
    };
  return { kind: 'waiting', sentence: `container ${container} has not started yet${reason ? ` (${reason})` : ''}` };
}

/** Which run of the container it is; changes with each restart. */
export function containerId(pod: PodOutline, container: string): string | undefined {
  return containerStatus(pod, container)?.containerID;
}

/** ' (exit code 1, Error)' of the run before this one, or nothing. */
export function lastEndText(pod: PodOutline, container: string): string {
  return endText(containerStatus(pod, container)?.lastState?.terminated);
}

function containerStatus(pod: PodOutline, container: string): ContainerStatus | undefined {
  const { containerStatuses, initContainerStatuses, ephemeralContainerStatuses } = pod.status ?? {};
  return [containerStatuses, initContainerStatuses, ephemeralContainerStatuses]
    .flatMap((statuses) => statuses ?? [])
    .find(({ name }) => name === container);
}

function endText(terminated: { readonly reason?: string; readonly exitCode?: number } | undefined): string {
  if (terminated === undefined) return '';
  const reason = terminated.reason ? `, ${terminated.reason}` : '';
  return ` (exit code ${terminated.exitCode ?? '?'}${reason})`;
}
