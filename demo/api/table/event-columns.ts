import { asNumber, asRecord, asText } from '../../world/fields.ts';
import type { KubernetesObject } from '../../world/types.ts';
import { since } from './age.ts';
import { type Column, column, nameColumn, wideColumn } from './column.ts';

const text = (object: KubernetesObject, ...path: readonly string[]): string | undefined =>
  asText(path.reduce<unknown>((holder, key) => asRecord(holder)[key], object));

export const eventColumns: readonly Column[] = [
  column('Last Seen', (object, now) => since(text(object, 'lastTimestamp'), now)),
  column('Type', (object) => text(object, 'type') ?? ''),
  column('Reason', (object) => text(object, 'reason') ?? ''),
  column('Object', (object) => {
    const kind = text(object, 'involvedObject', 'kind') ?? '';
    const name = text(object, 'involvedObject', 'name') ?? '';
    return `${kind.toLowerCase()}/${name}`;
  }),
  wideColumn('Subobject', (object) => text(object, 'involvedObject', 'fieldPath') ?? ''),
  wideColumn('Source', (object) => {
    const component = text(object, 'source', 'component') ?? '';
    const host = text(object, 'source', 'host');
    return host === undefined ? component : `${component}, ${host}`;
  }),
  column('Message', (object) => (text(object, 'message') ?? '').trim()),
  wideColumn('First Seen', (object, now) => since(text(object, 'firstTimestamp'), now)),
  wideColumn('Count', (object) => asNumber(object['count']) ?? 1),
  { ...nameColumn, priority: 1 },
];
