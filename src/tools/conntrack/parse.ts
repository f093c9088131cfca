import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** One direction of a tracked connection. Ports only of protocols that have them. */
export interface TrackedTuple {
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number | undefined;
  readonly destinationPort: number | undefined;
}

/** What `conntrack -L` prints in a line. */
export interface TrackedFlow {
  readonly kind: 'flow';
  readonly protocol: string;
  /** Seconds until it is forgotten. */
  readonly timeout: number | undefined;
  /** TCP's state, 'ESTABLISHED'; undefined for other protocols. */
  readonly state: string | undefined;
  readonly original: TrackedTuple;
  readonly reply: TrackedTuple | undefined;
  readonly unreplied: boolean;
}

/** What `conntrack -S` prints for one CPU: counters since boot. */
export interface TrackerCounters {
  readonly kind: 'counters';
  readonly cpu: number;
  readonly counters: Readonly<Record<string, number>>;
}

/** How many connections are tracked (`conntrack -C`), or were shown (`-L`). */
export interface TrackedCount {
  readonly kind: 'count';
  readonly count: number;
}

export type ConntrackItem = TrackedFlow | TrackerCounters | TrackedCount;

/** Reads `conntrack -L`, `-S` and `-C`, and /proc/net/nf_conntrack (which has the address family before). */
export function parseConntrack(lines: readonly string[]): Parsed<ConntrackItem> {
  return parseLines<ConntrackItem>(lines, (line) => {
    const [, shown] = /^conntrack v\S+ \(conntrack-tools\): (\d+) flow entries have been shown/.exec(line) ?? [];
    if (shown !== undefined) return { kind: 'count', count: Number(shown) };
    if (/^\d+$/.test(line.trim())) return { kind: 'count', count: Number(line) };
    const [, cpu, rest = ''] = /^cpu=(\d+)\s+(.*)$/.exec(line) ?? [];
    if (cpu !== undefined) {
      const counters = [...rest.matchAll(/(\w+)=(\d+)/g)].map(([, name = '', value]) => [name, Number(value)] as const);
      return counters.length === 0
        ? known
        : { kind: 'counters', cpu: Number(cpu), counters: Object.fromEntries(counters) };
    }
    return flowOf(line);
  });
}

function flowOf(line: string): TrackedFlow | undefined {
  const [, protocol, rest = ''] = /^(?:ipv[46]\s+\d+\s+)?([a-z][\w-]*)\s+\d+\s+(.*)$/.exec(line) ?? [];
  const tuples = rest.split(/(?=\bsrc=)/).flatMap((part) => tupleOf(part) ?? []);
  const [original, reply] = tuples;
  if (protocol === undefined || original === undefined) return undefined;
  const [, timeout] = /^(\d+)\b/.exec(rest) ?? [];
  const [, state] = /^(?:\d+\s+)?([A-Z][A-Z_0-9]+)\s/.exec(rest) ?? [];
  return {
    kind: 'flow',
    protocol,
    timeout: timeout === undefined ? undefined : Number(timeout),
    state,
    original,
    reply,
    unreplied: rest.includes('[UNREPLIED]'),
  };
}

function tupleOf(text: string): TrackedTuple | undefined {
  const field = (name: string) => new RegExp(`\\b${name}=(\\S+)`).exec(text)?.[1];
  const port = (name: string) => {
    const value = Number(field(name));
    return Number.isInteger(value) ? value : undefined;
  };
  const source = field('src');
  const destination = field('dst');
  if (source === undefined || destination === undefined) return undefined;
  return { source, destination, sourcePort: port('sport'), destinationPort: port('dport') };
}
