import { isPolicyObject, policyObjectRow } from './policy-object-row.ts';
import { asksForLabels, compileFilter } from './filter.ts';
import type { Inventory } from './inventory.ts';
import { mendSorted } from './mend-sorted.ts';
import type { EventRecord, NodeRecord, PodRecord, PolicyObjectRecord, PolicyRecord, ServiceRecord } from './records.ts';
import { nodeRow, podRow, policyRow, serviceRow } from './rows.ts';
import { searchable } from './searchable.ts';
import { type SortableSource, compareBy } from './sort.ts';
import { type Kept, ViewMemory } from './view-memory.ts';
import type { RowTypes, ViewKind, ViewQuery, WorkloadRow } from './views.ts';
import { podsOfWorkload, workloadRows } from './workloads.ts';

/** One window of rows. */
export interface ViewWindow<Row> {
  readonly rows: readonly Row[];
  readonly matched: number;
  readonly total: number;
}

/** Answers view queries over an inventory; keeps what was filtered and sorted until something it rests on changes. */
export interface ViewEngine {
  answer<Kind extends ViewKind>(query: ViewQuery<Kind>): ViewWindow<RowTypes[Kind]>;
  /** Grows when a view of that kind may have changed. */
  version(kind: ViewKind): number;
}

/** Answers over an inventory. A filter only thins out what is sorted already, so a key press never sorts. */
export function createViewEngine(inventory: Inventory): ViewEngine {
  const sorted = new ViewMemory();
  const passing = new ViewMemory();

  function version(kind: ViewKind): number {
    const { nodes, pods, services, endpointslices, networkpolicies, policyobjects, daemonsets, deployments, events } =
      inventory;
    switch (kind) {
      case 'nodes':
        return nodes.version + pods.version;
      case 'pods':
        return pods.version;
      case 'services':
        return services.version + endpointslices.version;
      case 'workloads':
        return pods.version + daemonsets.version + deployments.version;
      case 'policies':
        return networkpolicies.version + policyobjects.version + pods.version;
      case 'events':
        return events.version;
      case 'endpoints':
        return (
          nodes.version +
          pods.version +
          services.version +
          endpointslices.version +
          daemonsets.version +
          deployments.version
        );
    }
  }

  /** Grows when the objects have changed that a kind's rows are made of; what they count may change without. */
  function sourceVersion(kind: ViewKind): number {
    const { nodes, services, networkpolicies, policyobjects } = inventory;
    switch (kind) {
      case 'nodes':
        return nodes.version;
      case 'services':
        return services.version;
      case 'policies':
        return networkpolicies.version + policyobjects.version;
      default:
        return version(kind);
    }
  }

  /** Brings a sorted list of pods up to date; undefined for what is no such list, or was too long ago. */
  function mended(kept: Kept, query: ViewQuery, passes: (pod: PodRecord) => boolean): SortableSource[] | undefined {
    if (query.kind !== 'pods' || query.node !== undefined || query.workload !== undefined) return undefined;
    const changes = inventory.podChanges.since(kept.position);
    if (changes === undefined) return undefined;
    const { namespace } = query;
    const isListed = (pod: PodRecord) => (namespace === undefined || pod.namespace === namespace) && passes(pod);
    const listed = { gone: changes.gone.filter(isListed), fresh: changes.fresh.filter(isListed) };
    return mendSorted(kept.sources, listed, compareBy(query.sort, query.kind)) ? kept.sources : undefined;
  }

  function select(query: ViewQuery): { readonly matched: readonly SortableSource[]; readonly total: number } {
    const { offset: _offset, limit: _limit, filter, ...rest } = query;
    const text = JSON.stringify(rest);
    const { kind } = query;
    const now = { kind, version: sourceVersion(kind), position: inventory.podChanges.position };
    const all = sorted.get({
      ...now,
      text,
      work: () => sourcesOf(query, inventory).sort(compareBy(query.sort, kind)),
      mend: (kept) => mended(kept, query, () => true),
    });
    if (filter.trim() === '') return { matched: all, total: all.length };
    const passes = compileFilter(filter);
    const matched = passing.get({
      ...now,
      text: `${text} ${filter}`,
      work: () => filtered(all, filter),
      mend: (kept) =>
        // Whether half typed labels pass hangs on all of the rows.
        asksForLabels(filter) ? undefined : mended(kept, query, (pod) => passes(searchable(pod), false)),
    });
    return { matched, total: all.length };
  }

  return {
    version,
    answer<Kind extends ViewKind>(query: ViewQuery<Kind>) {
      const { matched, total } = select(query);
      const offset = Math.max(0, query.offset);
      const window = matched.slice(offset, offset + Math.max(0, query.limit));
      // The sources of a kind make rows of that kind; the pairing is in `sourcesOf` and `rowOf`.
      const rows = window.map((source) => rowOf(source, inventory)) as RowTypes[Kind][];
      return { rows, matched: matched.length, total };
    },
  };
}

function filtered(all: readonly SortableSource[], filter: string): SortableSource[] {
  const passes = compileFilter(filter);
  const exact = those(all, (source) => passes(searchable(source), false));
  // A label's value that fits nothing is taken as half typed.
  return exact.length === 0 && asksForLabels(filter) ? those(all, (source) => passes(searchable(source), true)) : exact;
}

/**
 * `Array.filter` without the arrays that it grows through: with 150,000 pods those are megabytes of garbage for each
 * letter that is typed. Always a copy: either list is mended by itself.
 */
function those(all: readonly SortableSource[], passes: (source: SortableSource) => boolean): SortableSource[] {
  const places = new Uint32Array(all.length);
  let count = 0;
  for (const [place, source] of all.entries()) {
    if (!passes(source)) continue;
    places[count] = place;
    count += 1;
  }
  const kept = all.slice(0, count);
  for (const [index, place] of places.subarray(0, count).entries()) {
    const source = all[place];
    if (source !== undefined) kept[index] = source;
  }
  return kept;
}

function sourcesOf(query: ViewQuery, inventory: Inventory): SortableSource[] {
  const { namespace } = query;
  const within = <T extends { readonly namespace: string }>(records: Iterable<T>): T[] =>
    namespace === undefined ? [...records] : [...records].filter((record) => record.namespace === namespace);
  switch (query.kind) {
    case 'nodes':
      return [...inventory.nodes.values()];
    case 'pods':
      return podsOf(query, inventory);
    case 'services':
      return within(inventory.services.values());
    case 'workloads':
      return within(workloadRows(inventory));
    case 'policies':
      return [
        ...within(inventory.networkpolicies.values()),
        ...within([...inventory.policyobjects.values()].filter(isPolicyObject)),
      ];
    case 'events':
      return within(inventory.events.values()).filter(
        (event) => query.about === undefined || event.about.uid === query.about,
      );
    case 'endpoints':
      return [
        ...within(inventory.pods.values()),
        ...within(workloadRows(inventory)),
        ...within(inventory.services.values()),
        ...(namespace === undefined ? inventory.nodes.values() : []),
      ];
  }
}

function podsOf({ namespace, node, workload }: ViewQuery, inventory: Inventory): PodRecord[] {
  if (workload !== undefined)
    return [...podsOfWorkload(inventory, workload.workload, workload.namespace, workload.name)];
  if (node !== undefined)
    return [...inventory.podsOnNode(node)].filter((pod) => namespace === undefined || pod.namespace === namespace);
  return [...(namespace === undefined ? inventory.pods.values() : inventory.pods.inNamespace(namespace))];
}

function rowOf(
  source: NodeRecord | PodRecord | ServiceRecord | PolicyRecord | PolicyObjectRecord | EventRecord | WorkloadRow,
  inventory: Inventory,
): RowTypes[ViewKind] {
  switch (source.kind) {
    case 'node':
      return nodeRow(source, inventory);
    case 'pod':
      return podRow(source);
    case 'service':
      return serviceRow(source, inventory);
    case 'policy':
      return policyRow(source, inventory);
    case 'policy-object':
      return policyObjectRow(source, inventory);
    case 'event':
      return { kind: 'event', record: source };
    case 'workload':
      return source;
  }
}
