import type { NodeRecord, PodRecord, PolicyRecord, ServiceRecord, EventRecord } from './records.ts';
import type { Searchable } from './filter.ts';
import type { WorkloadRow } from './views.ts';

const noLabels = Object.freeze({});

/** Lower-case text of each record, made when a filter first looks at it and gone with the record. */
const made = new WeakMap<object, Searchable>();

type Source = NodeRecord | PodRecord | PolicyRecord | ServiceRecord | EventRecord | WorkloadRow;

/** What a filter sees of a record. */
export function searchable(source: Source): Searchable {
  const known = made.get(source);
  if (known !== undefined) return known;
  const value = make(source);
  made.set(source, value);
  return value;
}

function make(source: Source): Searchable {
  switch (source.kind) {
    case 'pod':
      return of(source, [source.node, source.status, ...source.addresses]);
    case 'node':
      return of(source, [
        source.ready === 'True' ? 'ready' : 'notready',
        source.kubeletVersion,
        ...source.internalAddresses,
        ...source.roles,
      ]);
    case 'service':
      return of(source, [
        source.type,
        source.externalName,
        ...source.clusterAddresses,
        ...source.ports.map((port) => String(port.port)),
      ]);
    case 'policy':
      return of(source, []);
    case 'event':
      return of(source, [source.type, source.reason, source.message, source.about.kind, source.about.name]);
    case 'workload':
      return {
        name: `${source.namespace}/${source.name}`.toLowerCase(),
        text: source.workload.toLowerCase(),
        labels: noLabels,
      };
  }
}

function of(record: Exclude<Source, WorkloadRow>, more: readonly string[]): Searchable {
  const name = record.namespace === '' ? record.name : `${record.namespace}/${record.name}`;
  return { name: name.toLowerCase(), text: more.join('\n').toLowerCase(), labels: record.labels };
}
