import type { AddressRange, LabelOwner } from '../model/condition.ts';
import type { CompiledPolicy } from '../model/policy.ts';
import type { PortTest } from '../model/traffic.ts';
import { demandsOf, trafficTestsOf } from './conditions-of.ts';

/**
 * By what policies tell parties apart. Two pods that agree in all of it are the same to every policy; what is not in it
 * (pod-template-hash and the like) would only make every pod a class of its own.
 */
export interface Distinctions {
  /** Label keys that some policy reads, by whose label it is. */
  readonly labelKeys: Readonly<Record<LabelOwner, ReadonlySet<string>>>;
  /** Names of ports that some policy asks for. */
  readonly portNames: ReadonlySet<string>;
  /** Every range that some policy names, excepted ones too. */
  readonly ranges: ReadonlySet<AddressRange>;
  readonly serviceAccounts: boolean;
  /** Whether some policy asks for the family of a flow's addresses. */
  readonly families: boolean;
}

export function distinctionsOf(policies: Iterable<CompiledPolicy>): Distinctions {
  const labelKeys = {
    pod: new Set<string>(),
    namespace: new Set<string>(),
    'service-account': new Set<string>(),
    node: new Set<string>(),
  };
  const portNames = new Set<string>();
  const ranges = new Set<AddressRange>();
  let serviceAccounts = false;
  let families = false;
  const named = (ports: readonly PortTest[] | undefined) => {
    for (const port of ports ?? []) if ('name' in port) portNames.add(port.name);
  };
  for (const policy of policies) {
    for (const literals of demandsOf(policy))
      for (const literal of literals) {
        if (literal.is === 'label') labelKeys[literal.owner].add(literal.key);
        if (literal.is === 'service-account') serviceAccounts = true;
        if (literal.is !== 'address') continue;
        for (const range of literal.within) ranges.add(range);
        for (const range of literal.except) ranges.add(range);
      }
    for (const test of trafficTestsOf(policy)) {
      named(test.ports);
      named(test.notPorts);
      if (test.ipVersion !== undefined) families = true;
    }
  }
  return { labelKeys, portNames, ranges, serviceAccounts, families };
}

/** Whether classes made by `known` still tell apart everything that `wanted` tells apart. */
export function tellsApart(known: Distinctions, wanted: Distinctions): boolean {
  const owners: readonly LabelOwner[] = ['pod', 'namespace', 'service-account', 'node'];
  return (
    owners.every((owner) => within(wanted.labelKeys[owner], known.labelKeys[owner])) &&
    within(wanted.portNames, known.portNames) &&
    cutsOnly(wanted.ranges, known.ranges) &&
    (known.serviceAccounts || !wanted.serviceAccounts) &&
    (known.families || !wanted.families)
  );
}

/** Whether every range begins and ends where known ones do. */
function cutsOnly(ranges: ReadonlySet<AddressRange>, known: ReadonlySet<AddressRange>): boolean {
  const others = [...ranges].filter((range) => !known.has(range));
  if (others.length === 0) return true;
  const spelled = ({ family, from, to }: AddressRange) => `${family} ${from} ${to}`;
  const before = new Set(Array.from(known, spelled));
  return others.every((range) => before.has(spelled(range)));
}

function within(names: ReadonlySet<string>, known: ReadonlySet<string>): boolean {
  return [...names].every((name) => known.has(name));
}
