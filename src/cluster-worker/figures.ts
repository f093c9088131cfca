import { detectCni } from '../cni/detect.ts';
import type { ClusterStatus } from '../contracts/cluster.ts';
import { isPolicyObject } from '../inventory/policy-object-row.ts';
import { type Inventory, isFinished } from '../inventory/inventory.ts';

function countPolicyObjects({ policyobjects }: Inventory): number {
  let count = 0;
  for (const object of policyobjects.values()) if (isPolicyObject(object)) count += 1;
  return count;
}

/** Counts and the CNI's summary, reckoned anew only when what they rest on has changed. */
export interface Figures {
  counts(): ClusterStatus['counts'];
  cni(): NonNullable<ClusterStatus['cni']>;
}

/** Makes the figures of an inventory. */
export function createFigures(inventory: Inventory): Figures {
  let counted: { readonly version: number; readonly running: number; readonly notReady: number } | undefined;
  let detected: { readonly version: string; readonly summary: ReturnType<typeof detectCni> } | undefined;

  const countPods = () => {
    const { pods } = inventory;
    if (counted?.version === pods.version) return counted;
    let running = 0;
    let notReady = 0;
    for (const pod of pods.values()) {
      if (isFinished(pod)) continue;
      running += 1;
      if (!pod.ready) notReady += 1;
    }
    counted = { version: pods.version, running, notReady };
    return counted;
  };

  return {
    counts() {
      const { running, notReady } = countPods();
      let nodesNotReady = 0;
      for (const node of inventory.nodes.values()) if (node.ready !== 'True') nodesNotReady += 1;
      return {
        nodes: inventory.nodes.size,
        nodesNotReady,
        pods: running,
        podsNotReady: notReady,
        services: inventory.services.size,
        policies: inventory.networkpolicies.size + countPolicyObjects(inventory),
      };
    },
    cni() {
      const { daemonsets, nodes, pods, configmaps } = inventory;
      const version = `${daemonsets.version} ${nodes.version} ${pods.version} ${configmaps.version}`;
      if (detected?.version !== version) detected = { version, summary: detectCni(inventory) };
      return detected.summary;
    },
  };
}
