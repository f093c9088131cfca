import type { PortRange } from '../model/traffic.ts';

/** Protocols with ports that policies of every dialect can name, in the order in which they are listed. */
export const listedProtocols = ['SCTP', 'TCP', 'UDP'] as const;
export type ListedProtocol = (typeof listedProtocols)[number];

/** Ports by protocol: sorted ranges that neither overlap nor touch. A protocol with none is absent. */
export type ConnectionSet = Readonly<Partial<Record<ListedProtocol, readonly PortRange[]>>>;

const lastPort = 65_535;

/** Every port of every listed protocol: what 'All Connections' means. ICMP has no ports and is not spoken of. */
export const allPorts: PortRange = { from: 1, to: lastPort };

/** Collects ranges into a set. */
export class ConnectionSetBuilder {
  readonly #ranges: Record<ListedProtocol, PortRange[]> = { SCTP: [], TCP: [], UDP: [] };

  add(protocol: ListedProtocol, range: PortRange): void {
    this.#ranges[protocol].push(range);
  }

  addAll(set: ConnectionSet): void {
    for (const protocol of listedProtocols) this.#ranges[protocol].push(...(set[protocol] ?? []));
  }

  build(): ConnectionSet {
    const set: Partial<Record<ListedProtocol, readonly PortRange[]>> = {};
    for (const protocol of listedProtocols) {
      const ranges = merged(this.#ranges[protocol]);
      if (ranges.length > 0) set[protocol] = ranges;
    }
    return set;
  }
}

/** Ranges sorted, and joined where they overlap or touch. */
function merged(ranges: readonly PortRange[]): readonly PortRange[] {
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of ranges.toSorted((one, other) => one.from - other.from)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

export function isEmptySet(set: ConnectionSet): boolean {
  return listedProtocols.every((protocol) => (set[protocol] ?? []).length === 0);
}

/** What is in the first set and not in the second. */
export function without(set: ConnectionSet, removed: ConnectionSet): ConnectionSet {
  const builder = new ConnectionSetBuilder();
  for (const protocol of listedProtocols) {
    for (const range of set[protocol] ?? []) {
      let { from } = range;
      for (const hole of removed[protocol] ?? []) {
        if (hole.to < from || hole.from > range.to) continue;
        if (hole.from > from) builder.add(protocol, { from, to: hole.from - 1 });
        from = hole.to + 1;
      }
      if (from <= range.to) builder.add(protocol, { from, to: range.to });
    }
  }
  return builder.build();
}

/** 'All Connections', 'TCP 80,443-445,UDP 53' with the protocols by name, or 'No Connections'. */
export function connectionText(set: ConnectionSet): string {
  if (isEmptySet(set)) return 'No Connections';
  if (listedProtocols.every((protocol) => isWhole(set[protocol]))) return 'All Connections';
  return listedProtocols
    .flatMap((protocol) => {
      const ranges = set[protocol] ?? [];
      return ranges.length === 0 ? [] : [`${protocol} ${ranges.map(rangeText).join(',')}`];
    })
    .join(',');
}

function isWhole(ranges: readonly PortRange[] | undefined): boolean {
  const [first] = ranges ?? [];
  return first !== undefined && first.from <= 1 && first.to === lastPort;
}

function rangeText({ from, to }: PortRange): string {
  return from === to ? String(from) : `${from}-${to}`;
}
