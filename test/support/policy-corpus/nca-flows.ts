import { parseAddress } from '../../../src/policy/address/parse.ts';
import { compileProgram } from '../../../src/policy/compile-program.ts';
import { hasBit } from '../../../src/policy/index/class-set.ts';
import { classOfParty } from '../../../src/policy/index/class-of-party.ts';
import { createPolicyIndex } from '../../../src/policy/index/policy-index.ts';
import type { FlowSets, TrafficView } from '../../../src/policy/index/traffic-view.ts';
import { verdictOf } from '../../../src/policy/evaluate/verdict.ts';
import type { AddressRange, Condition } from '../../../src/policy/model/condition.ts';
import type { Party, PodParty } from '../../../src/policy/model/party.ts';
import type { CompiledRule, PolicyProgram } from '../../../src/policy/model/policy.ts';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';
import type { FlowProtocol, PortTest, Traffic } from '../../../src/policy/model/traffic.ts';
import type { FlowVerdict } from '../../../src/policy/model/verdict.ts';
import { type MapPeer, type MapRule, meansPod } from './nca-maps.ts';

/** One flow between two pods, or a pod and the outside. */
export interface CorpusFlow {
  readonly source: Party;
  readonly destination: Party;
  readonly traffic: Traffic;
}

/** A config, ready to be asked about flows. */
export interface CorpusConfig {
  readonly snapshot: PolicySnapshot;
  readonly program: PolicyProgram;
  /** Whether the policies allow a flow. */
  says(flow: CorpusFlow): FlowVerdict['allowed'];
}

/** Asks the index, because there are many flows; `whyOf` asks about one. */
export function corpusConfig(snapshot: PolicySnapshot): CorpusConfig {
  const program = compileProgram(snapshot);
  const index = createPolicyIndex(program, snapshot);
  const classes = new Map<Party, number>();
  const classOf = (party: Party) => remembered(classes, party, () => classOfParty(index.classes, party));
  const views = new Map<string, { readonly view: TrafficView; readonly sets: Map<number, FlowSets> }>();
  const byTraffic = new Map<Traffic, { readonly view: TrafficView; readonly sets: Map<number, FlowSets> }>();
  const carrying = (traffic: Traffic) =>
    remembered(byTraffic, traffic, () =>
      remembered(views, JSON.stringify(traffic), () => ({ view: index.carrying(traffic), sets: new Map() })),
    );
  const says: CorpusConfig['says'] = ({ source, destination, traffic }) => {
    const { view, sets } = carrying(traffic);
    const from = classOf(source);
    const found = remembered(sets, from, () => view.destinationsOf(from));
    const to = classOf(destination);
    return hasBit(found.allowed, to) ? 'yes' : hasBit(found.undecidable, to) ? 'undecidable' : 'no';
  };
  return { snapshot, program, says };
}

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

/**
 * Flows enough to tell apart everything that some configs and maps say: between all pods, with one address of each range that
 * they cut the outside into, and one port of each range, and every protocol and ICMP type that they name.
 */
export function* tellingFlows(configs: readonly CorpusConfig[], maps: readonly MapRule[]): Generator<CorpusFlow> {
  const rules = configs.flatMap(({ program }) => rulesOf(program));
  const pods = atMostTwoAlike((configs[0]?.snapshot.pods ?? []).filter(({ phase }) => phase === 'running'));
  const traffics = tellingTraffic(rules, pods, maps);
  const outside = outsideParties(rules, maps);
  for (const source of pods) {
    for (const destination of pods)
      if (source !== destination) for (const traffic of traffics) yield { source, destination, traffic };
    for (const other of outside)
      for (const traffic of traffics) {
        yield { source, destination: other, traffic };
        yield { source: other, destination: source, traffic };
      }
  }
}

/** Two pods that no policy here can tell apart say what more of them would: one to another, and one to the rest. */
function atMostTwoAlike(pods: readonly PodParty[]): readonly PodParty[] {
  const alike = Map.groupBy(pods, ({ namespace, labels, serviceAccount, ports, hostNetwork, workload, addresses }) =>
    JSON.stringify([namespace, labels, serviceAccount, ports, hostNetwork, workload, addresses.length]),
  );
  return [...alike.values()].flatMap((group) => group.slice(0, 2));
}

/** Why a flow cannot be decided; empty when it can. */
export function whyOf({ program, snapshot }: CorpusConfig, flow: CorpusFlow): string {
  const { egress, ingress } = verdictOf(program, snapshot, flow);
  return [egress, ingress].flatMap(({ outcome, reason }) => (outcome === 'undecidable' ? [reason] : [])).join(' ');
}

/** What a map says of a flow; 'depends' where it hangs on the source's port. */
export function mapSays(
  rules: readonly MapRule[],
  { source, destination, traffic }: CorpusFlow,
): 'yes' | 'no' | 'depends' {
  let depends = false;
  for (const { source: from, destination: to, connection } of rules) {
    if (!peerIs(from, source) || !peerIs(to, destination)) continue;
    if (connection.blocks.length === 0) return 'yes';
    const fitting = connection.blocks.filter(
      ({ protocols, ports, icmp }) =>
        protocols.includes(traffic.protocol) &&
        (ports === undefined ||
          ports.some(([low, high]) => low <= (traffic.port ?? -1) && (traffic.port ?? -1) <= high)) &&
        (icmp === undefined ||
          (icmp.type === traffic.icmp?.type && (icmp.code ?? traffic.icmp.code) === traffic.icmp.code)),
    );
    if (connection.except ? fitting.length === 0 : fitting.some(({ sourcePorts }) => !sourcePorts)) return 'yes';
    if (fitting.some(({ sourcePorts }) => sourcePorts)) depends = true;
  }
  return depends ? 'depends' : 'no';
}

function peerIs(peer: MapPeer, party: Party): boolean {
  if (peer.is === 'pods')
    return party.kind === 'pod' && peer.namespaces.includes(party.namespace) && meansPod(peer.pods, party);
  if (party.kind !== 'outside') return false;
  const address = parseAddress(party.address);
  return (
    address !== undefined &&
    peer.ranges.some(
      ({ family, from, to }) => family === address.family && from <= address.value && address.value <= to,
    )
  );
}

function rulesOf({ tiers }: PolicyProgram): readonly CompiledRule[] {
  return tiers.flatMap(({ policies }) =>
    policies.flatMap(({ ingress, egress }) => [...(ingress?.rules ?? []), ...(egress?.rules ?? [])]),
  );
}

function tellingTraffic(
  rules: readonly CompiledRule[],
  pods: readonly PodParty[],
  maps: readonly MapRule[],
): readonly Traffic[] {
  const tests = rules.flatMap(({ traffic }) => traffic ?? []);
  const blocks = maps.flatMap(({ connection }) => connection.blocks);
  const cuts = new Set([1]);
  const cut = (from: number, to: number) =>
    [from, to + 1].filter((port) => port > 0 && port < 65_536).forEach((port) => cuts.add(port));
  const ranges = (port: PortTest) => ('name' in port ? [] : [port]);
  for (const test of tests)
    for (const { from, to } of [...(test.ports ?? []), ...(test.notPorts ?? [])].flatMap(ranges)) cut(from, to);
  for (const { ports } of blocks) for (const [from, to] of ports ?? []) cut(from, to);
  for (const { ports } of pods) for (const { port } of ports) cut(port, port);
  const icmp = [...tests.flatMap((test) => [test.icmp, test.notIcmp]), ...blocks.map((block) => block.icmp)];
  const types = new Map<string, NonNullable<Traffic['icmp']>>([['8/0', { type: 8, code: 0 }]]);
  for (const one of icmp)
    if (one !== undefined)
      for (const code of [one.code ?? 0, 77]) types.set(`${one.type}/${code}`, { type: one.type, code });
  const named = [
    ...tests.flatMap((test) => [...(test.protocols ?? []), ...(test.notProtocols ?? [])]),
    ...blocks.flatMap((block) => block.protocols),
  ];
  const others = new Set<FlowProtocol>([99, ...named.filter((protocol) => typeof protocol === 'number')]);
  return [
    ...(['TCP', 'UDP', 'SCTP'] as const).flatMap((protocol) => [...cuts].map((port): Traffic => ({ protocol, port }))),
    ...[...types.values()].map((one): Traffic => ({ protocol: 'ICMP', icmp: one })),
    ...[...others].map((protocol): Traffic => ({ protocol })),
  ];
}

function outsideParties(rules: readonly CompiledRule[], maps: readonly MapRule[]): readonly Party[] {
  const written = [
    ...rules.flatMap(({ peer, subject }) => [...rangesIn(peer), ...(subject === undefined ? [] : rangesIn(subject))]),
    ...maps.flatMap(({ source, destination }) =>
      [source, destination].flatMap((peer) => (peer.is === 'addresses' ? peer.ranges : [])),
    ),
  ].filter(({ family }) => family === 4);
  const starts = new Set([0n]);
  for (const { from, to } of written) for (const start of [from, to + 1n]) if (start < 1n << 32n) starts.add(start);
  return [...starts].map((start) => ({ kind: 'outside', address: dotted(start) }));
}

function rangesIn(condition: Condition): readonly AddressRange[] {
  switch (condition.is) {
    case 'address':
      return [...condition.within, ...condition.except];
    case 'every':
    case 'some':
      return condition.of.flatMap(rangesIn);
    case 'not':
      return rangesIn(condition.of);
    default:
      return [];
  }
}

function dotted(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
}
