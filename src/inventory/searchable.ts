import type {
  Labels,
  NodeRecord,
  PodRecord,
  PolicyObjectRecord,
  PolicyRecord,
  ServiceRecord,
  EventRecord,
} from './records.ts';
import type { Searchable } from './filter.ts';
import type { WorkloadRow } from './views.ts';

const noLabels = Object.freeze({});

type Source = NodeRecord | PodRecord | PolicyRecord | PolicyObjectRecord | ServiceRecord | EventRecord | WorkloadRow;

/**
 * What a filter sees of a record. Made anew for every look: kept beside each record of a large cluster it would take a
 * fifth of the inventory's memory.
 */
export function searchable(source: Source): Searchable {
  switch (source.kind) {
    case 'pod':
      return of(source, () => [source.node, source.status, ...source.addresses]);
    case 'node':
      return of(source, () => [
        source.ready === 'True' ? 'ready' : 'notready',
        source.kubeletVersion,
        ...source.internalAddresses,
        ...source.roles,
      ]);
    case 'service':
      return of(source, () => [
        source.type,
        source.externalName,
        ...source.clusterAddresses,
        ...source.ports.map((port) => String(port.port)),
      ]);
    case 'policy':
      return of(source, () => ['NetworkPolicy']);
    case 'policy-object':
      return of(source, () => [source.objectKind]);
    case 'event':
      return of(source, () => [source.type, source.reason, source.message, source.about.kind, source.about.name]);
    case 'workload':
      return {
        name: `${source.namespace}/${source.name}`.toLowerCase(),
        text: source.workload.toLowerCase(),
        labels: noLabels,
      };
  }
}

function of(record: Exclude<Source, WorkloadRow>, more: () => readonly string[]): Searchable {
  return new SearchableRecord(record, more);
}

/** Makes the text only when it is looked at: most rows are decided by their name, and a key press looks at every row. */
class SearchableRecord implements Searchable {
  readonly name: string;
  readonly labels: Labels;
  readonly #more: () => readonly string[];
  #text: string | undefined;

  constructor({ namespace, name, labels }: Exclude<Source, WorkloadRow>, more: () => readonly string[]) {
    this.name = (namespace === '' ? name : `${namespace}/${name}`).toLowerCase();
    this.labels = labels;
    this.#more = more;
  }

  get text(): string {
    this.#text ??= this.#more().join('\n').toLowerCase();
    return this.#text;
  }
}
