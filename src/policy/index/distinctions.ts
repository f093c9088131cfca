import type { AddressRange, LabelOwner } from '../model/condition.ts';
import type { CompiledPolicy } from '../model/policy.ts';
import type { PortTest } from '../model/traffic.ts';
import { conditionsOf, literalsOf, trafficTestsOf } from './conditions-of.ts';

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
  readonly ranges: readonly AddressRange[];
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
  const ranges = new Map<string, AddressRange>();
  let serviceAccounts = false;
  let families = false;
  const named = (ports: readonly PortTest[] | undefined) => {
    for (const port of ports ?? []) if ('name' in port) portNames.add(port.name);
  };
  for (const policy of policies) {
    for (const literal of conditionsOf(policy).flatMap((condition) => [...literalsOf(condition)])) {
      if (literal.is === 'label') labelKeys[literal.owner].add(literal.key);
      if (literal.is === 'service-account') serviceAccounts = true;
      if (literal.is === 'address')
        for (const range of [...literal.within, ...literal.except])
          ranges.set(`${range.family} ${range.from} ${range.to}`, range);
    }
    for (const test of trafficTestsOf(policy)) {
      named(test.ports);
      named(test.notPorts);
      if (test.ipVersion !== undefined) families = true;
    }
  }
  return { labelKeys, portNames, ranges: [...ranges.values()], serviceAccounts, families };
}

/** Whether classes made by `known` still tell apart everything that `wanted` tells apart. */
export function tellsApart(known: Distinctions, wanted: Distinctions): boolean {
  const owners: readonly LabelOwner[] = ['pod', 'namespace', 'service-account', 'node'];
  const spelled = (range: AddressRange) => `${range.family} ${range.from} ${range.to}`;
  const ranges = new Set(known.ranges.map(spelled));
  return (
    owners.every((owner) => within(wanted.labelKeys[owner], known.labelKeys[owner])) &&
    within(wanted.portNames, known.portNames) &&
    wanted.ranges.every((range) => ranges.has(spelled(range))) &&
    (known.serviceAccounts || !wanted.serviceAccounts) &&
    (known.families || !wanted.families)
  );
}

function within(names: ReadonlySet<string>, known: ReadonlySet<string>): boolean {
  return [...names].every((name) => known.has(name));
}
