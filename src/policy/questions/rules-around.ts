import { hasClass } from '../index/class-set.ts';
import type { PolicyIndex } from '../index/policy-index.ts';
import { rectanglesFor, type TierRules } from '../index/rectangles.ts';
import type { TernarySet } from '../index/ternary.ts';
import { trafficClasses } from '../index/traffic-classes.ts';
import { type FlowSets, trafficView } from '../index/traffic-view.ts';
import type { NamedPort, Party } from '../model/party.ts';
import type { PortRange, Traffic, TrafficTest } from '../model/traffic.ts';
import { type ListedProtocol, listedProtocols } from '../connections/connection-set.ts';
import { portAtomsOfTests } from '../connections/port-atoms.ts';

/** Ports that no rule around a class tells apart, with what they may do. */
export interface PortFlows {
  readonly protocol: ListedProtocol;
  readonly ports: PortRange;
  readonly flows: FlowSets;
}

/**
 * All flows to a class (`destination`) or from it (`source`), port by port. Only rules that concern the class are asked, so
 * that it takes no longer in a large cluster than its own policies demand.
 */
export function flowsAround(index: PolicyIndex, member: number, end: 'source' | 'destination'): readonly PortFlows[] {
  const own = end === 'destination' ? 'ingress' : 'egress';
  const rules = {
    ingress: narrowed(index.rules.ingress, own === 'ingress' ? 'subject' : 'peer', member),
    egress: narrowed(index.rules.egress, own === 'egress' ? 'subject' : 'peer', member),
  };
  const universe = index.classes.list.length;
  return portsTold([...rules.ingress, ...rules.egress], index).map(({ protocol, ports }) => {
    const traffic: Traffic = { protocol, port: ports.from };
    const admits = trafficClasses(index.classes, traffic, index.family);
    const view = trafficView({
      ...index.circumstances,
      ingress: rules.ingress.map((tier) => rectanglesFor(tier, admits, universe)),
      egress: rules.egress.map((tier) => rectanglesFor(tier, admits, universe)),
      universe,
    });
    return { protocol, ports, flows: end === 'destination' ? view.sourcesOf(member) : view.destinationsOf(member) };
  });
}

function narrowed(tiers: readonly TierRules[], side: 'subject' | 'peer', member: number): readonly TierRules[] {
  const mayHold = (set: TernarySet) => hasClass(set.yes, member) || hasClass(set.unknown, member);
  return tiers.map((tier) => ({ ...tier, rules: tier.rules.filter((rule) => mayHold(rule[side])) }));
}

/** The ports that some rules tell apart, at any destination. */
export function portsTold(
  tiers: readonly TierRules[],
  index: PolicyIndex,
): readonly { readonly protocol: ListedProtocol; readonly ports: PortRange }[] {
  const tests = tiers.flatMap(({ rules }) => rules.flatMap(({ traffic }) => traffic ?? []));
  const atoms = portAtomsOfTests(distinct(tests))(everyPort(index));
  return listedProtocols.flatMap((protocol) => atoms[protocol].map((ports) => ({ protocol, ports })));
}

function distinct(tests: readonly TrafficTest[]): readonly TrafficTest[] {
  return [...new Map(tests.map((test) => [JSON.stringify(test), test])).values()];
}

const everyPortOf = new WeakMap<PolicyIndex['classes'], Party>();

/** A destination that has every named port of any pod: cut at all of them, ports are told apart wherever they are. */
function everyPort({ classes }: PolicyIndex): Party {
  const before = everyPortOf.get(classes);
  if (before !== undefined) return before;
  const ports = new Map<string, NamedPort>();
  let some: Party = { kind: 'outside', address: '' };
  for (const { representative } of classes.list) {
    if (representative.kind !== 'pod') continue;
    some = representative;
    for (const port of representative.ports) ports.set(`${port.name} ${port.protocol} ${port.port}`, port);
  }
  const made: Party = some.kind === 'pod' ? { ...some, ports: [...ports.values()] } : some;
  everyPortOf.set(classes, made);
  return made;
}
