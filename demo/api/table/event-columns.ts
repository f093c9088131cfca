import type { KubernetesObject } from '../../world/types.ts';
import { since } from './age.ts';
import { type Column, column, nameColumn, wideColumn } from './column.ts';

interface EventShape extends KubernetesObject {
  readonly involvedObject: { readonly kind?: string; readonly name?: string; readonly fieldPath?: string };
  readonly source?: { readonly component?: string; readonly host?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly firstTimestamp?: string;
  readonly lastTimestamp?: string;
}

const event = (object: KubernetesObject): EventShape => object as EventShape;

export const eventColumns: readonly Column[] = [
  column('Last Seen', (object, now) => since(event(object).lastTimestamp, now)),
  column('Type', (object) => event(object).type ?? ''),
  column('Reason', (object) => event(object).reason ?? ''),
  column('Object', (object) => {
    const { kind = '', name = '' } = event(object).involvedObject;
    return `${kind.toLowerCase()}/${name}`;
  }),
  wideColumn('Subobject', (object) => event(object).involvedObject.fieldPath ?? ''),
  wideColumn('Source', (object) => {
    const { component = '', host } = event(object).source ?? {};
    return host === undefined ? component : `${component}, ${host}`;
  }),
  column('Message', (object) => (event(object).message ?? '').trim()),
  wideColumn('First Seen', (object, now) => since(event(object).firstTimestamp, now)),
  wideColumn('Count', (object) => event(object).count ?? 1),
  { ...nameColumn, priority: 1 },
];
