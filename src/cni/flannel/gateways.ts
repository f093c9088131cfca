import type { CniFinding } from '../../contracts/cni.ts';
import type { NodeFacts } from '../../contracts/node-facts.ts';
import { isSameAddress } from '../../policy/address/same.ts';
import { isDefault, routeTo, throwsAway } from '../common/route-to.ts';
import { podRanges } from '../common/routes.ts';
import { finding } from '../common/rule.ts';
import type { CniNodeRecord } from '../evidence.ts';
import { publicAddress, tunnelEnds } from './peers.ts';

/**
 * Whether the routes to other nodes' pods name the right neighbour: over the tunnel the peer's tunnel end, directly the
 * peer's own address. A route that is not there at all is told as such.
 */
export function gatewayFindings(
  record: CniNodeRecord,
  facts: NodeFacts,
  peers: readonly CniNodeRecord[],
  tunnel: (family: 4 | 6) => string | undefined,
): readonly CniFinding[] {
  if (!facts.routes.known) return [];
  const { value: routes } = facts.routes;
  return peers.flatMap((peer) =>
    podRanges(peer).flatMap((range) => {
      const route = routeTo(routes, range);
      if (route?.gateway === undefined || isDefault(route) || throwsAway(route)) return [];
      const isTunnel = route.device !== undefined && route.device === tunnel(range.family);
      const wanted = isTunnel
        ? tunnelEnds(peer).find(({ family }) => family === range.family)?.overlayAddress
        : publicAddress(peer, range.family);
      if (wanted === undefined || isSameAddress(wanted, route.gateway)) return [];
      return [
        finding(
          'flannel/route-gateway',
          'fault',
          `The route of ${record.name} to the pods of ${peer.name} (${range.text}) leads by ${route.gateway} instead of ${wanted}${route.device === undefined ? '' : ` on ${route.device}`}.`,
          { nextStep: `Restart flannel's pod on ${record.name}: it writes its routes anew.`, from: [facts.routes] },
        ),
      ];
    }),
  );
}
