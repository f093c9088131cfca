import type { EventRecord, NodeRecord, PodRecord, PolicyObjectRecord, PolicyRecord, ServiceRecord } from './records.ts';
import type { ViewKind, ViewQuery, WorkloadRow } from './views.ts';

/** What a view sorts before it makes rows of it. */
export type SortableSource =
  | NodeRecord
  | PodRecord
  | ServiceRecord
  | PolicyRecord
  | PolicyObjectRecord
  | EventRecord
  | WorkloadRow;

type Compare = (one: SortableSource, other: SortableSource) => number;

const byText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

/** Namespace and name, then kind and uid: an order in which no two rows ever swap without cause. */
const byName: Compare = (one, other) =>
  byText(one.namespace, other.namespace) ||
  byText(one.name, other.name) ||
  byText(one.kind, other.kind) ||
  byText(uid(one), uid(other));

/** The order of a view. Events without a chosen order come newest first. */
export function compareBy(sort: ViewQuery['sort'], kind: ViewKind): Compare {
  if (sort === undefined)
    return kind === 'events' ? (one, other) => seen(other) - seen(one) || byName(one, other) : byName;
  const column = columnOrder(sort.column);
  const direction = sort.descending ? -1 : 1;
  return (one, other) => direction * column(one, other) || byName(one, other);
}

function columnOrder(column: NonNullable<ViewQuery['sort']>['column']): Compare {
  switch (column) {
    case 'name':
      return (one, other) => byText(one.name, other.name);
    case 'namespace':
      return (one, other) => byText(one.namespace, other.namespace);
    case 'age':
      // Ascending age: the youngest, which was created last, first.
      return (one, other) => created(other) - created(one);
    case 'restarts':
      return (one, other) => restarts(one) - restarts(other);
    case 'node':
      return (one, other) => byText(node(one), node(other));
    case 'status':
      return (one, other) => byText(status(one), status(other));
  }
}

const uid = (source: SortableSource) => (source.kind === 'workload' ? source.workload : source.uid);
const seen = (source: SortableSource) => (source.kind === 'event' ? source.lastSeen : 0);
const restarts = (source: SortableSource) => (source.kind === 'pod' ? source.restarts : 0);
const node = (source: SortableSource) =>
  source.kind === 'pod' ? source.node : source.kind === 'node' ? source.name : '';

function created(source: SortableSource): number {
  if (source.kind === 'workload') return 0;
  return source.kind === 'event' ? source.lastSeen : source.createdAt;
}

function status(source: SortableSource): string {
  switch (source.kind) {
    case 'pod':
      return source.status;
    case 'node':
      return source.ready;
    case 'service':
    case 'event':
      return source.type;
    case 'workload':
      return source.pods === source.podsReady ? 'ready' : 'not ready';
    case 'policy':
    case 'policy-object':
      return '';
  }
}
