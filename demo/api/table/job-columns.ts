import { asList, asNumber, asRecord, asText } from '../../world/fields.ts';
import type { KubernetesObject } from '../../world/types.ts';
import { ageColumn, humanDuration } from './age.ts';
import { type Column, column, nameColumn, wideColumn } from './column.ts';

const status = (object: KubernetesObject) => asRecord(object['status']);

function state(object: KubernetesObject): string {
  const holds = (type: string): boolean =>
    asList(status(object)['conditions'])
      .map(asRecord)
      .some((condition) => condition['type'] === type && condition['status'] === 'True');
  if (holds('Complete')) return 'Complete';
  return holds('Failed') ? 'Failed' : 'Running';
}

function duration(object: KubernetesObject, now: number): string {
  const started = Date.parse(asText(status(object)['startTime']) ?? '');
  const completed = Date.parse(asText(status(object)['completionTime']) ?? '');
  return Number.isNaN(started) ? '' : humanDuration((Number.isNaN(completed) ? now : completed) - started);
}

const containers = (object: KubernetesObject, field: string): string =>
  asList(asRecord(asRecord(asRecord(object['spec'])['template'])['spec'])['containers'])
    .map((container) => asText(asRecord(container)[field]) ?? '')
    .join(',');

export const jobColumns: readonly Column[] = [
  nameColumn,
  column('Status', state),
  column('Completions', (object) => {
    const wanted = asNumber(asRecord(object['spec'])['completions']) ?? 1;
    return `${asNumber(status(object)['succeeded']) ?? 0}/${wanted}`;
  }),
  column('Duration', duration),
  ageColumn,
  wideColumn('Containers', (object) => containers(object, 'name')),
  wideColumn('Images', (object) => containers(object, 'image')),
];
