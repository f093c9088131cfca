import type { Freshness } from '../contracts/cluster.ts';
import type { Instant } from '../contracts/time.ts';

/**
 * How true a resource's rows are when they come from several lists, one per namespace: as true as the worst list that
 * may be read at all. Lists that may not be read count only when none may.
 */
export function combineFreshness(parts: readonly Freshness[]): Freshness {
  const [first] = parts;
  if (first === undefined) return { state: 'waiting' };
  const readable = parts.filter((part) => part.state !== 'denied');
  if (readable.length === 0) return first;
  const stale = readable.find((part) => part.state === 'stale');
  if (stale !== undefined) return stale;
  const received = readable.reduce((sum, part) => sum + (part.state === 'catching-up' ? part.received : 0), 0);
  if (readable.some((part) => part.state === 'catching-up'))
    return { state: 'catching-up', received, asOf: oldest(readable) };
  const asOf = oldest(readable);
  return asOf === undefined || readable.some((part) => part.state === 'waiting')
    ? { state: 'waiting' }
    : { state: 'live', asOf };
}

function oldest(parts: readonly Freshness[]): Instant | undefined {
  const known = parts.flatMap((part) => ('asOf' in part && part.asOf !== undefined ? [part.asOf] : []));
  return known.length === 0 ? undefined : Math.min(...known);
}
