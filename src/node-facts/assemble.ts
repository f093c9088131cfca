import type { CniConfigurationFile, Fact, NodeFacts, TrackedConnections } from '../contracts/node-facts.ts';
import type { NodeWay } from '../contracts/node.ts';
import type { Instant } from '../contracts/time.ts';
import type { DeviceWord } from '../tools/ethtool/parse.ts';
import type { Listed } from './cni-sources.ts';
import { rawOutput } from './raw-output.ts';
import { iptablesFact } from './filter-sources.ts';
import { grownCounters, growthOf, maySubtract } from './growth.ts';
import type { Settings } from './kernel-sources.ts';
import { type FirstAnswers, firstSources, secondSources } from './plan.ts';
import { type Collected, factOf, mapFact, type Source } from './source.ts';

/** What facts are made of. */
export interface Collection {
  readonly node: string;
  readonly at: Instant;
  readonly way: NodeWay;
  readonly before: NodeFacts | undefined;
  readonly collected: Collected;
}

/** The answers of the first round that the second one hangs on. */
export function firstAnswers({ way, collected }: Pick<Collection, 'way' | 'collected'>): FirstAnswers {
  const sources = firstSources(way);
  const fact = <Value>(source: Source<Value>) => factOf(source, collected, notAsked(source, way));
  return {
    devices: fact(sources.devices),
    routes: fact(sources.routes),
    configurationList: fact(sources.configurationList),
    iptablesVersion: fact(sources.iptablesVersion),
    iptables: fact(sources.iptables),
  };
}

/** Makes facts of what programs printed. Pure and total: what was not printed, or cannot be read, is not known, with the reason. */
export function assembleNodeFacts(collection: Collection): NodeFacts {
  const { node, at, way, collected } = collection;
  const first = firstSources(way);
  const answers = firstAnswers(collection);
  const second = secondSources(answers);
  const fact = <Value>(source: Source<Value>) => factOf(source, collected, notAsked(source, way));
  const boot = fact(first.boot);
  const before = maySubtract(collection.before, node, boot) ? collection.before : undefined;
  const settings = fact(second.settings);
  return {
    node,
    at,
    way,
    devices: answers.devices,
    routes: both(answers.routes, fact(first.routes6)),
    rules: fact(first.rules),
    neighbours: fact(first.neighbours),
    forwarding: fact(first.forwarding),
    bridgePorts: fact(first.bridgePorts),
    settings,
    counters: mapFact(fact(first.counters), (counters) =>
      grownCounters(counters, before?.counters.known === true ? before.counters.value : undefined),
    ),
    connections: connectionsFact(settings, fact(first.connectionCounters), before),
    iptables: iptablesFact(
      answers.iptablesVersion,
      answers.iptables,
      second.otherIptables === undefined ? unknown('it was not asked') : fact(second.otherIptables),
    ),
    nft: fact(first.nft),
    listening: fact(first.listening),
    cniConfiguration: configurationFact(answers.configurationList, second.configuration, fact),
    cniPlugins: mapFact(fact(first.plugins), ({ names }) => names),
    flannelSubnet: fact(first.flannelSubnet),
    clockAhead: fact(first.clock),
    kernel: fact(first.kernel),
    boot,
    offloads: offloadsFact(second.offloads, fact),
    raw: [...collected.values()].flat().map(rawOutput),
  };
}

function unknown(why: string): Fact<never> {
  return { known: false, why, from: undefined };
}

/** Why a source has no output at all. */
function notAsked(source: Source<unknown>, { sees, place }: NodeWay): string {
  return source.commands.length === 0 && sees === 'network'
    ? `only the node's network is seen from ${place.text}, its files are not`
    : 'it was not asked';
}

function both<Item>(one: Fact<readonly Item[]>, other: Fact<readonly Item[]>): Fact<readonly Item[]> {
  if (!one.known) return one;
  return other.known ? { ...one, value: [...one.value, ...other.value] } : other;
}

function connectionsFact(
  settings: Fact<Settings>,
  counters: Fact<Readonly<Record<string, number>>>,
  before: NodeFacts | undefined,
): Fact<TrackedConnections> {
  if (!settings.known) return settings;
  const { values, absent } = settings.value;
  const names = ['net.netfilter.nf_conntrack_count', 'net.netfilter.nf_conntrack_max'] as const;
  const [count, most] = names.map((name) => (/^\d+$/.test(values[name] ?? '') ? Number(values[name]) : undefined));
  if (count === undefined || most === undefined) {
    const why = names.flatMap((name) => absent[name] ?? []).at(0) ?? 'the kernel tells no numbers';
    return { known: false, why: `no connections are tracked, or it is not told: ${why}`, from: settings.from };
  }
  const earlier = before?.connections.known === true ? before.connections.value.counters : undefined;
  return {
    known: true,
    from: settings.from,
    value: {
      count,
      most,
      counters: counters.known ? counters.value : undefined,
      grown: counters.known ? growthOf(counters.value, earlier) : undefined,
    },
  };
}

function configurationFact(
  listed: Fact<Listed>,
  source: Source<readonly CniConfigurationFile[]> | undefined,
  fact: <Value>(source: Source<Value>) => Fact<Value>,
): Fact<readonly CniConfigurationFile[]> {
  if (!listed.known) return listed;
  // A folder with nothing that a runtime reads: there is nothing to be looked into.
  if (source === undefined || source.commands.length === 0) return { ...listed, value: unreadFiles(listed.value) };
  return fact(source);
}

function unreadFiles({ folder, names }: Listed): readonly CniConfigurationFile[] {
  return names.map((file) => ({
    folder,
    file,
    read: false,
    name: undefined,
    plugins: [],
    programs: [],
    problem: undefined,
  }));
}

/** Of the devices that could be asked; where none could, the reason of the first. */
function offloadsFact(
  sources: Readonly<Record<string, Source<readonly DeviceWord[]>>>,
  fact: <Value>(source: Source<Value>) => Fact<Value>,
): Fact<Readonly<Record<string, readonly DeviceWord[]>>> {
  const facts = Object.entries(sources).map(([device, source]) => [device, fact(source)] as const);
  const value = Object.fromEntries(facts.flatMap(([device, one]) => (one.known ? [[device, one.value] as const] : [])));
  const first = facts.find(([, one]) => one.known) ?? facts[0];
  if (first === undefined) return unknown('no uplink and no tunnel was found');
  const [, one] = first;
  return one.known ? { known: true, value, from: one.from } : one;
}
