import type { CniCell, CniFinding } from '../../contracts/cni.ts';
import type { NodeFacts } from '../../contracts/node-facts.ts';
import { isSameAddress } from '../../policy/address/same.ts';
import type { AddressRange } from '../../policy/model/condition.ts';
import { parseCidr } from '../../policy/address/parse.ts';
import type { ClusterEvidence, CniNodeRecord } from '../evidence.ts';
import { finding, type Rule, type RuleInput, unseen } from './rule.ts';
import { isDefault, routeTo, throwsAway } from './route-to.ts';

const routesId = 'common/pod-routes';

/** Whether the node has a usable route to every other node's podCIDR. */
export const routesRule: Rule = (input) => {
  const { facts, cluster } = input;
  if (!cluster.expects.routesToPodCidrs) return [];
  if (!facts.routes.known) return unseen(routesId, 'The way to other nodes’ pods', facts.routes);
  const ways = wantedWays(input);
  const wrong = ways.flatMap((way) => wrongWay(input, way) ?? []);
  if (wrong.length > 0) return wrong;
  if (ways.length === 0) return [];
  return [
    finding(routesId, 'ok', `It has a route to the pods of every other node (${ways.length}).`, {
      from: [facts.routes],
    }),
  ];
};

/** How many of the other nodes' podCIDRs have a usable route, by what was found: '2/2'. */
export function routesCell(
  record: CniNodeRecord,
  facts: NodeFacts | undefined,
  cluster: ClusterEvidence<unknown>,
  findings: readonly CniFinding[],
): CniCell {
  if (facts === undefined || !facts.routes.known) return { text: '?', health: 'unknown' };
  const all = wantedWays({ record, facts, cluster }).length;
  const wrong = findings.filter(({ id, health }) => id === routesId && health === 'fault').length;
  return { text: `${all - wrong}/${all}`, health: wrong > 0 ? 'fault' : 'ok' };
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

/** A podCIDR of another node that this one must know the way to. */
interface WantedWay {
  readonly peer: CniNodeRecord;
  readonly range: AddressRange;
}

function wantedWays({ record, facts, cluster }: RuleInput): readonly WantedWay[] {
  // A family of which no route at all was read was not asked for.
  const has6 = facts.routes.known && facts.routes.value.some(({ destination }) => destination.includes(':'));
  return peersOf(record, cluster).flatMap((peer) =>
    podRanges(peer).flatMap((range) => (range.family === 6 && !has6 ? [] : [{ peer, range }])),
  );
}

/** Every node is a peer of every other: its podCIDRs are read once. */
const ranges = new WeakMap<CniNodeRecord, readonly AddressRange[]>();

/** The podCIDRs of a node that can be read. */
export function podRanges(record: CniNodeRecord): readonly AddressRange[] {
  const known = ranges.get(record) ?? record.podCidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
  ranges.set(record, known);
  return known;
}

function wrongWay({ record, facts, cluster }: RuleInput, { peer, range }: WantedWay): CniFinding | undefined {
  if (!facts.routes.known) return undefined;
  const route = routeTo(facts.routes.value, range);
  const from = [facts.routes];
  const to = `the pods of ${peer.name} (${range.text})`;
  const nextStep = `Restart the CNI's pod on ${record.name}: it writes its routes anew.`;
  const fault = (sentence: string) => finding(routesId, 'fault', sentence, { nextStep, from });
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
