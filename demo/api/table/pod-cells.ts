import { asRecord, asText } from '../../world/fields.ts';
import type { ContainerStatus, Pod } from '../../world/shapes.ts';

/** '1/2': ready containers of all. */
export function podReady({ spec, status }: Pod): string {
  const ready = (status.containerStatuses ?? []).filter((container) => container.ready).length;
  return `${ready}/${spec.containers.length}`;
}

/** Why a container waits or how it ended; undefined while it runs. */
function stateReason({ state }: ContainerStatus): string | undefined {
  const { waiting, terminated } = asRecord(state);
  return asText(asRecord(waiting)['reason']) ?? asText(asRecord(terminated)['reason']);
}

/** The word in kubectl's STATUS column: the first container's trouble or end, else the pod's own reason or phase. */
export function podStatus({ metadata, status }: Pod): string {
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  const reasons = (status.containerStatuses ?? []).map(stateReason);
  const first = reasons.find((reason) => reason !== undefined);
  const word = first ?? asText(status['reason']) ?? status.phase ?? 'Unknown';
  // One container is over and another goes on.
  return word === 'Completed' && reasons.includes(undefined) ? 'Running' : word;
}

export function podRestarts({ status }: Pod): string {
  return String((status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0));
}
