import type { CniCell, CniFinding } from '../../contracts/cni.ts';
import type { NodeFacts } from '../../contracts/node-facts.ts';
import { isSameAddress } from '../../policy/address/same.ts';
import { parseCidr } from '../../policy/address/parse.ts';
import type { ClusterEvidence, CniNodeRecord } from '../evidence.ts';
import { finding, type Rule, type RuleInput, unseen } from './rule.ts';
import { isDefault, routeTo, throwsAway } from './route-to.ts';

/** Whether the node has a usable route to every other node's podCIDR. */
export const routesRule: Rule = (input) => {
  const { facts, cluster } = input;
  if (!cluster.expects.routesToPodCidrs) return [];
  if (!facts.routes.known) return unseen('common/pod-routes', 'The way to other nodes’ pods', facts.routes);
  const ways = waysToPeers(input);
  const wrong = ways.flatMap(({ finding: one }) => one ?? []);
  if (wrong.length > 0) return wrong;
  if (ways.length === 0) return [];
  return [
    finding('common/pod-routes', 'ok', `It has a route to the pods of every other node (${ways.length}).`, {
      from: [facts.routes],
    }),
  ];
};

/** How many of the other nodes' podCIDRs have a usable route: '2/2'. */
export function routesCell(
  record: CniNodeRecord,
  facts: NodeFacts | undefined,
  cluster: ClusterEvidence<unknown>,
): CniCell {
  if (facts === undefined || !facts.routes.known) return { text: '?', health: 'unknown' };
  const ways = waysToPeers({ record, facts, cluster });
  const good = ways.filter(({ finding: one }) => one === undefined).length;
  return { text: `${good}/${ways.length}`, health: good < ways.length ? 'fault' : 'ok' };
}

/** The other nodes that the CNI has taken up, with each of their podCIDRs. */
export function peersOf(
  record: CniNodeRecord,
  { objects, expects }: ClusterEvidence<unknown>,
): readonly CniNodeRecord[] {
  return [...objects.nodes.values()].filter(
    (peer) => peer.name !== record.name && peer.podCidrs.length > 0 && expects.isMember(peer),
  );
}

interface Way {
  /** What is wrong with it; undefined for a usable one. */
  readonly finding: CniFinding | undefined;
}

function waysToPeers(input: RuleInput): readonly Way[] {
  return peersOf(input.record, input.cluster).flatMap((peer) =>
    peer.podCidrs.flatMap((cidr) => (isRead(input.facts, cidr) ? [{ finding: wrongWay(input, peer, cidr) }] : [])),
  );
}

/** A family of which no route at all was read was not asked for. */
function isRead({ routes }: NodeFacts, cidr: string): boolean {
  if (!cidr.includes(':')) return true;
  return routes.known && routes.value.some(({ destination }) => destination.includes(':'));
}

function wrongWay({ record, facts, cluster }: RuleInput, peer: CniNodeRecord, cidr: string): CniFinding | undefined {
  const range = parseCidr(cidr);
  if (range === undefined || !facts.routes.known) return undefined;
  const route = routeTo(facts.routes.value, range);
  const from = [facts.routes];
  const to = `the pods of ${peer.name} (${cidr})`;
  const nextStep = `Restart the CNI's pod on ${record.name}: it writes its routes anew.`;
  const fault = (sentence: string) => finding('common/pod-routes', 'fault', sentence, { nextStep, from });
  if (route === undefined)
    return fault(`${record.name} has no route to ${to}: what is sent there is answered with ‘unreachable’.`);
  if (isDefault(route))
    return fault(
      `${record.name} has no route of its own to ${to}: packets leave by the default route${route.device === undefined ? '' : ` on ${route.device}`}, where nobody knows them.`,
    );
  if (throwsAway(route))
    return fault(`${record.name} throws away what is sent to ${to}: its route there is ‘${route.type}’.`);
  if (route.flags.includes('dead') || route.flags.includes('linkdown'))
    return fault(`The route of ${record.name} to ${to} leads over ${route.device ?? 'a device'} that is down.`);
  const { tunnel, directRouting } = cluster.expects;
  const device = range.family === 4 ? tunnel?.device : tunnel?.device6;
  if (device === undefined || route.device === device) return undefined;
  const direct = peer.internalAddresses.some(
    (address) => route.gateway !== undefined && isSameAddress(address, route.gateway),
  );
  if (direct && directRouting) return undefined;
  return fault(
    `The route of ${record.name} to ${to} leads over ${route.device ?? 'no device'}${route.gateway === undefined ? '' : ` by ${route.gateway}`} and not over ${device}.`,
  );
}
