import type { Fact, GrowingCounter, NodeFacts, TrackedConnections } from '../contracts/node-facts.ts';
import type { KernelCounter } from '../tools/nstat/parse.ts';

/**
 * Whether counters may be compared with those of the facts before: of the same node, since the same start of the machine.
 * Where that is not known they may: counters that went back tell of a restart all the same.
 */
export function maySubtract(before: NodeFacts | undefined, node: string, boot: Fact<string>): before is NodeFacts {
  if (before === undefined || before.node !== node) return false;
  return !before.boot.known || !boot.known || before.boot.value === boot.value;
}

/** Counters with their growth since those before; none where any of them went back. */
export function grownCounters(
  counters: readonly KernelCounter[],
  before: readonly GrowingCounter[] | undefined,
): readonly GrowingCounter[] {
  const values = before === undefined ? undefined : Object.fromEntries(before.map(({ name, value }) => [name, value]));
  const growth = growthOf(Object.fromEntries(counters.map(({ name, value }) => [name, value])), values);
  return counters.map(({ name, value }) => ({ name, value, grown: growth?.[name] }));
}

/** How much each value grew that was there before; undefined without those before, and where any of them went back. */
export function growthOf(
  now: Readonly<Record<string, number>>,
  before: TrackedConnections['counters'],
): Readonly<Record<string, number>> | undefined {
  if (before === undefined) return undefined;
  const growth = Object.entries(now).flatMap(([name, value]): [string, number][] => {
    const earlier = before[name];
    return earlier === undefined || isGauge(name) ? [] : [[name, value - earlier]];
  });
  return growth.some(([, grown]) => grown < 0) ? undefined : Object.fromEntries(growth);
}

/** What is no counter, though it stands among them: it may well go back (RFC 4022, 4293). */
function isGauge(name: string): boolean {
  return (
    /^(?:TcpCurrEstab|TcpMaxConn|TcpRto\w+|IpForwarding|IpDefaultTTL|IpReasmTimeout|UdpLite\w*MemErrors)$/.test(name) ||
    name === 'found'
  );
}
