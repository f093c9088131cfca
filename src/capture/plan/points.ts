import type { CapturePoint } from '../../contracts/capture.ts';
import type { SidePosition } from '../session/side-state.ts';
import type { Party } from './link-parties.ts';

/** The device of a node that leads to the other end. */
export const uplink = 'uplink';

/**
 * Where the packets of a link pass, in their order: at the source's pod, on the nodes' devices between them, at the
 * destination's pod. Where several pods may be the destination nothing is proposed behind the source's pod: which way a
 * packet takes is not known then, and what is not seen on one of them would prove nothing.
 */
export function linkPoints(source: Party, destination: Party): readonly CapturePoint[] {
  const many = destination.pods.length > 1;
  const across = source.node !== destination.node;
  const node = (name: string | undefined): readonly CapturePoint[] =>
    name === undefined || many || !across ? [] : [{ kind: 'node', node: name, device: uplink }];
  const pod = ({ pods }: Party): readonly CapturePoint[] => {
    const [one] = pods.length === 1 ? pods : [];
    return one === undefined ? [] : [{ kind: 'pod', namespace: one.namespace, pod: one.name, side: 'auto' }];
  };
  return [...pod(source), ...node(source.node), ...node(destination.node), ...pod(destination)];
}

/** Near which end of a link a point is. */
export function positionOf(
  point: CapturePoint,
  podNode: string | undefined,
  parties: readonly [Party, Party] | undefined,
): SidePosition {
  const node = point.kind === 'node' ? point.node : podNode;
  const near = (party: Party): boolean =>
    point.kind === 'node'
      ? party.node === point.node
      : party.pods.some(({ namespace, name }) => namespace === point.namespace && name === point.pod);
  const [source, destination] = parties ?? [];
  return {
    point: point.kind,
    node,
    near:
      source !== undefined && near(source)
        ? 'source'
        : destination !== undefined && near(destination)
          ? 'destination'
          : 'neither',
  };
}
