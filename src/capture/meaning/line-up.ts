import type { Instant } from '../../contracts/time.ts';
import { withoutDuplicates } from './duplicates.ts';
import type { LinkEnds, SeenPacket, SideView } from './seen-packet.ts';
import { Stretches } from './stretches.ts';
import { type Trace, traceOf } from './trace.ts';

/**
 * tcpdump hands packets on a second late, and the way here takes its time. What is seen within this time after a side
 * began, or before it ended, proves nothing about what another side has not seen.
 */
const margin = 2_500;

/** Packets that were seen last at one side and are missing at a later one that would have seen them. */
export interface Loss {
  readonly way: 'there' | 'back';
  readonly last: number;
  /** The first side behind it that surely looked. */
  readonly missing: number;
  readonly what: string;
  readonly example: SeenPacket;
  /** How many of them passed the last side. */
  readonly count: number;
  /** All sights of them, by their numbers. */
  readonly numbers: readonly number[];
}

/** Packets of one kind that reached the last side of their way. */
export interface Arrival {
  readonly way: 'there' | 'back';
  readonly what: string;
  readonly side: number;
  readonly count: number;
}

/** A packet that a side saw which the sides before it, that surely looked, have not. */
export interface Injection {
  readonly way: 'there' | 'back';
  readonly what: string;
  readonly first: number;
  /** The side nearer to whom it claims to come from, which has not seen it. */
  readonly before: number;
  readonly example: SeenPacket;
}

/** Two or more sides laid beside each other. */
export interface LineUp {
  readonly losses: readonly Loss[];
  readonly arrivals: readonly Arrival[];
  readonly injections: readonly Injection[];
  /** Milliseconds that each side's clock is ahead of the first one's; undefined where no packet tells. */
  readonly offsets: readonly (number | undefined)[];
}

interface Group {
  readonly trace: Trace & { readonly way: 'there' | 'back' };
  /** By side. */
  readonly seen: SeenPacket[][];
}

/** Finds out where packets of a link were seen last. Pure; says nothing where a side may just not have looked. */
export function lineUp(
  packets: readonly SeenPacket[],
  sides: readonly SideView[],
  ends: LinkEnds,
  now: Instant,
): LineUp {
  const groups = grouped(withoutDuplicates(packets), sides.length, ends);
  const covered = sides.map(
    (_, side) =>
      new Stretches(
        groups.flatMap(({ trace, seen }) => (trace.bytes !== undefined && seen[side]?.length ? [trace.bytes] : [])),
      ),
  );
  const losses = new Map<string, { loss: Loss; numbers: number[]; count: number }>();
  const arrivals = new Map<string, Arrival>();
  const injections: Injection[] = [];
  for (const group of groups) {
    const { trace } = group;
    const order = sides.map((_, side) => (trace.way === 'there' ? side : sides.length - 1 - side));
    const at = (side: number): boolean =>
      (group.seen[side]?.length ?? 0) > 0 || (trace.bytes !== undefined && covered[side]?.covers(trace.bytes) === true);
    const lastPlace = order.findLastIndex(at);
    const last = order[lastPlace];
    const firstPlace = order.findIndex((side) => (group.seen[side]?.length ?? 0) > 0);
    const first = order[firstPlace];
    if (last === undefined || first === undefined) continue;
    const example = group.seen[last]?.at(-1) ?? group.seen[first]?.at(-1);
    if (example === undefined) continue;
    if (lastPlace === sides.length - 1) {
      const key = `${trace.way} ${trace.what}`;
      arrivals.set(key, { way: trace.way, what: trace.what, side: last, count: (arrivals.get(key)?.count ?? 0) + 1 });
    }
    const missing = order.slice(lastPlace + 1).find((side) => looked(sides[side], example.arrived, now));
    if (missing !== undefined) {
      const key = `${trace.way} ${last} ${missing} ${trace.what}`;
      const found = losses.get(key) ?? {
        loss: { way: trace.way, last, missing, what: trace.what, example, count: 0, numbers: [] },
        numbers: [],
        count: 0,
      };
      found.numbers.push(...group.seen.flatMap((seen) => seen.map(({ number }) => number)));
      found.count += Math.max(1, group.seen[last]?.length ?? 0);
      losses.set(key, found);
    }
    const before = order.slice(0, firstPlace).findLast((side) => looked(sides[side], example.arrived, now));
    if (before !== undefined && trace.bytes === undefined)
      injections.push({ way: trace.way, what: trace.what, first, before, example });
  }
  return {
    losses: [...losses.values()].map(({ loss, numbers, count }) => ({ ...loss, numbers, count })),
    arrivals: [...arrivals.values()],
    injections,
    offsets: offsetsOf(groups, sides.length),
  };
}

function grouped(packets: readonly SeenPacket[], sides: number, ends: LinkEnds): readonly Group[] {
  const groups = new Map<string, Group>();
  const loose: { readonly trace: Trace; readonly seen: SeenPacket }[] = [];
  for (const seen of packets) {
    const trace = traceOf(seen, ends);
    if (trace === undefined) continue;
    if (trace.way === undefined) {
      loose.push({ trace, seen });
      continue;
    }
    const { way } = trace;
    let group = groups.get(trace.key);
    if (group === undefined) {
      group = { trace: { ...trace, way }, seen: Array.from({ length: sides }, () => []) };
      groups.set(trace.key, group);
    }
    group.seen[seen.side]?.push(seen);
  }
  // Seen with neither end's address in it: after a translation that nobody knew of. It is the same packet still.
  for (const { trace, seen } of loose) groups.get(trace.key)?.seen[seen.side]?.push(seen);
  return [...groups.values()];
}

/** Whether this side would have seen what another one saw at this time. */
function looked(side: SideView | undefined, arrived: Instant, now: Instant): boolean {
  if (side?.listeningFrom === undefined || side.state === 'starting' || (side.dropped ?? 0) > 0) return false;
  const until = side.endedAt ?? now;
  return (
    arrived - margin >= side.listeningFrom &&
    arrived <= until - margin &&
    side.gaps.every(({ from, to }) => arrived < from - margin || arrived > to + margin)
  );
}

/** From packets that went there and such that came back between the first side and another: half of what is left. */
function offsetsOf(groups: readonly Group[], sides: number): readonly (number | undefined)[] {
  return Array.from({ length: sides }, (_, side) => {
    if (side === 0) return 0;
    const least = { there: Number.POSITIVE_INFINITY, back: Number.POSITIVE_INFINITY };
    for (const { trace, seen } of groups) {
      const [near] = seen[0] ?? [];
      const [far] = seen[side] ?? [];
      if (near === undefined || far === undefined) continue;
      const took = trace.way === 'there' ? far.at - near.at : near.at - far.at;
      least[trace.way] = Math.min(least[trace.way], took);
    }
    if (Number.isFinite(least.there) && Number.isFinite(least.back)) return (least.there - least.back) / 2;
    if (Number.isFinite(least.there)) return least.there;
    return Number.isFinite(least.back) ? -least.back : undefined;
  });
}
