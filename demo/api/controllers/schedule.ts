import { isNode } from '../../world/guards.ts';
import type { Node, Pod } from '../../world/shapes.ts';
import type { ControlPlane } from './controller.ts';
import { isTerminating, listPods } from './pods.ts';

const isReady = (node: Node): boolean =>
  node.spec.unschedulable !== true &&
  node.status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');

const ownerUid = ({ metadata }: Pod): string | undefined => metadata.ownerReferences?.[0]?.uid;

/** The node for a pod: where the fewest pods of its owner are, then the fewest of all. Undefined when no node is ready. */
export function chooseNode({ store }: ControlPlane, owner: string | undefined): string | undefined {
  const pods = listPods(store).filter((pod) => !isTerminating(pod));
  const candidates = store
    .list('nodes')
    .filter(isNode)
    .filter(isReady)
    .map(({ metadata }) => {
      const here = pods.filter(({ spec }) => spec.nodeName === metadata.name);
      return { name: metadata.name, siblings: here.filter((pod) => ownerUid(pod) === owner).length, all: here.length };
    });
  candidates.sort((left, right) => left.siblings - right.siblings || left.all - right.all);
  return candidates[0]?.name;
}
