import { demoWorld } from '../world/demo-world.ts';
import { asRecord } from '../world/fields.ts';

/*
 * Faults of one node show only on a link that crosses it, so the links name pods by where they run. Their names are
 * the same in every demo.
 */

const pods = demoWorld(0).objects.filter(({ kind }) => kind === 'Pod');

/** 'shop/backend-…': the pod of a workload on a node, as an operator types it. */
function podOn(namespace: string, prefix: string, node: string): string {
  const pod = pods.find(
    ({ metadata, ...rest }) =>
      metadata.namespace === namespace &&
      metadata.name.startsWith(prefix) &&
      asRecord(rest['spec'])['nodeName'] === node,
  );
  if (pod === undefined) throw new Error(`The demo's world has no pod ${namespace}/${prefix}… on ${node}.`);
  return `${namespace}/${pod.metadata.name}`;
}

/** From the frontend on worker-1 over the tunnel to the backend on worker-2. */
export const acrossNodes = {
  from: podOn('shop', 'frontend-', 'worker-1'),
  to: `${podOn('shop', 'backend-', 'worker-2')}:8080`,
};
