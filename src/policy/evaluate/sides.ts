import type { PolicySnapshot } from '../model/snapshot.ts';
import type { Flow } from '../model/verdict.ts';
import { commonFamilies, inFamily } from './family.ts';
import { nodeLabelsOf } from './node-labels.ts';
import type { Side } from './side.ts';

/** Both sides of a flow in one family of addresses; undefined where no address is known. */
export function flowSides(
  snapshot: Pick<PolicySnapshot, 'nodes'>,
  flow: Flow,
  family: 4 | 6 | undefined,
): { readonly egress: Side; readonly ingress: Side } {
  const source = family === undefined ? flow.source : inFamily(flow.source, family);
  const destination = family === undefined ? flow.destination : inFamily(flow.destination, family);
  const shared = {
    traffic: flow.traffic,
    family,
    throughService: flow.throughService === true,
    nodeLabels: nodeLabelsOf(snapshot.nodes),
    openByApi: 'unknown',
  } as const;
  return {
    egress: { ...shared, direction: 'egress', subject: source, peer: destination },
    ingress: { ...shared, direction: 'ingress', subject: destination, peer: source },
  };
}

/** One side, in the first family that both ends have. */
export function sideOf(snapshot: Pick<PolicySnapshot, 'nodes'>, flow: Flow, direction: Side['direction']): Side {
  const [family] = commonFamilies(flow.source, flow.destination) ?? [];
  return flowSides(snapshot, flow, family)[direction];
}
