import type { CniCell, CniFinding } from '../../contracts/cni.ts';
import type { NodeFacts } from '../../contracts/node-facts.ts';
import { isSameAddress } from '../../policy/address/same.ts';
import { parseCidr } from '../../policy/address/parse.ts';
import type { Route } from '../../tools/ip/routes.ts';
import { finding, unseen } from '../common/rule.ts';
import { isDefault, routeTo, throwsAway } from '../common/route-to.ts';
import type { CniNodeRecord } from '../evidence.ts';
import { calicoTunnelEnds } from './tunnel-ends.ts';

const id = 'calico/block-route';

/** Another node's block of addresses, and how packets get to it by its pool. */
export interface PeerBlock {
  readonly cidr: string;
  readonly node: CniNodeRecord;
  readonly encapsulation: 'vxlan' | 'ipip' | 'none' | undefined;
  readonly crossSubnet: boolean;
}

/** Whether a node has a usable route to every block of addresses that another node holds. */
export function blockRoutes(
  record: CniNodeRecord,
  facts: NodeFacts | undefined,
  blocks: readonly PeerBlock[] | undefined,
  peers: readonly CniNodeRecord[],
): { readonly cell: CniCell; readonly findings: readonly CniFinding[] } {
  const unknown: CniCell = { text: '?', health: 'unknown' };
  if (facts === undefined || blocks === undefined) return { cell: unknown, findings: [] };
  const { routes } = facts;
  if (!routes.known) return { cell: unknown, findings: unseen(id, 'The way to other nodes’ pods', routes) };
  const from = [routes];
  const read = blocks.filter(
    ({ cidr }) => !cidr.includes(':') || routes.value.some(({ destination }) => destination.includes(':')),
  );
  // Most blocks have a route of exactly their own: with thousands of both, looking through all of them would take seconds.
  const exact = new Map(
    routes.value.flatMap((route) =>
      isDefault(route) || route.table !== undefined ? [] : [[route.destination, route] as const],
    ),
  );
  const findings = read.flatMap((block) => {
    const wrong = wrongWay(record, routes.value, exact.get(block.cidr), block, peers);
    return wrong === undefined ? [] : [finding(id, wrong.health, wrong.sentence, { nextStep: wrong.nextStep, from })];
  });
  const faults = findings.filter(({ health }) => health === 'fault').length;
  const unclear = findings.length - faults;
  const health = faults > 0 ? 'fault' : unclear > 0 || read.length === 0 ? 'unknown' : 'ok';
  if (findings.length > 0 || read.length === 0)
    return { cell: { text: `${read.length - findings.length}/${read.length}`, health }, findings };
  return {
    cell: { text: `${read.length}/${read.length}`, health },
    findings: [
      finding(id, 'ok', `It has a route to every block of addresses of other nodes (${read.length}).`, { from }),
    ],
  };
}

interface Wrong {
  readonly health: 'fault' | 'unknown';
  readonly sentence: string;
  readonly nextStep: string;
}

function wrongWay(
  { name }: CniNodeRecord,
  routes: readonly Route[],
  exact: Route | undefined,
  { cidr, node: peer, encapsulation, crossSubnet }: PeerBlock,
  peers: readonly CniNodeRecord[],
): Wrong | undefined {
  const range = parseCidr(cidr);
  if (range === undefined) return undefined;
  const to = `the addresses of ${peer.name} (${cidr})`;
  const nextStep =
    encapsulation === 'vxlan'
      ? `Look at the log of calico-node on ${name}: Felix makes the routes of VXLAN.`
      : `Look at the BGP sessions of ${name} and ${peer.name}: this route comes over BGP.`;
  const fault = (sentence: string): Wrong => ({ health: 'fault', sentence, nextStep });
  const route = exact ?? routeTo(routes, range);
  if (route === undefined)
    return fault(`${name} has no route to ${to}: what is sent there is answered with ‘unreachable’.`);
  if (isDefault(route))
    // Without a tunnel the network outside may be the one that knows.
    return encapsulation === 'none'
      ? {
          health: 'unknown',
          sentence: `${name} leaves ${to} to its default route: whether the network outside knows the way is not known.`,
          nextStep,
        }
      : fault(`${name} has no route of its own to ${to}: packets leave by the default route, where nobody knows them.`);
  if (throwsAway(route))
    return fault(
      `${name} throws away what is sent to ${to}: its route there is ‘${route.type}’${route.type === 'blackhole' ? ', as if the block were its own' : ''}.`,
    );
  if (route.flags.includes('dead') || route.flags.includes('linkdown'))
    return fault(`The route of ${name} to ${to} leads over ${route.device ?? 'a device'} that is down.`);
  const { gateway } = route;
  if (gateway === undefined) return undefined;
  const other = peers.find(
    (one) => one !== peer && addressesOf(one).some((address) => isSameAddress(address, gateway)),
  );
  if (encapsulation === 'vxlan' && other !== undefined)
    return fault(`The route of ${name} to ${to} leads to ${other.name} (${gateway}), which does not hold them.`);
  if (encapsulation === 'vxlan' && !crossSubnet && !/^vxlan.*\.calico$|^wireguard/.test(route.device ?? ''))
    return fault(
      `The route of ${name} to ${to} leads over ${route.device ?? 'no device'} and not over vxlan.calico, as its pool says.`,
    );
  return undefined;
}

function addressesOf(node: CniNodeRecord): readonly string[] {
  return calicoTunnelEnds(node).flatMap(({ publicAddress, overlayAddress }) => [publicAddress, overlayAddress]);
}
