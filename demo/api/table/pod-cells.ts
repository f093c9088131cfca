import { asRecord, asText } from '../../world/fields.ts';
import type { ContainerStatus, Pod } from '../../world/shapes.ts';

/** '1/2': ready containers of all. */
export function podReady({ spec, status }: Pod): string {
  const ready = (status.containerStatuses ?? []).filter((container) => container.ready).length;
  return `${ready}/${spec.containers.length}`;
}

const waitingReason = ({ state }: ContainerStatus): string | undefined =>
  asText(asRecord(asRecord(state)['waiting'])['reason']);

/** The word in kubectl's STATUS column: the first container's trouble, else the phase. */
export function podStatus({ metadata, status }: Pod): string {
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  const waiting = (status.containerStatuses ?? []).map(waitingReason).find((reason) => reason !== undefined);
  return waiting ?? status.phase ?? 'Unknown';
}

export function podRestarts({ status }: Pod): string {
  return String((status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0));
}
