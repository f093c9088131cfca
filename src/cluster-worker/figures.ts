import { detectCni } from '../cni/detect.ts';
import type { ClusterStatus } from '../contracts/cluster.ts';
import { isPolicyObject } from '../inventory/policy-object-row.ts';
import type { Duration, Instant } from '../contracts/time.ts';
import type { Inventory } from '../inventory/inventory.ts';

function countPolicyObjects({ policyobjects }: Inventory): number {
  let count = 0;
  for (const object of policyobjects.values()) if (isPolicyObject(object)) count += 1;
  return count;
}

/**
 * How long what the CNI's summary counts on each node may lag behind, for every node: with the thousands whose pods come
 * and go all the time, adding up and sending it would be most of the work.
 */
const lagPerNode: Duration = 2;

/** Counts and the CNI's summary, reckoned anew only when what they rest on has changed. */
export interface Figures {
  counts(): ClusterStatus['counts'];
  /** The same object while it says the same. Pods coming and going show in `podsOnNode` with a lag, agents at once. */
  cni(): NonNullable<ClusterStatus['cni']>;
}

/**
 * Makes the figures of an inventory. `now` is the time of a clock; `lagging` is called once whenever the CNI's summary
 * begins to lag behind, with the time after which asking again gives the newest.
 */
export function createFigures(inventory: Inventory, now: () => Instant, lagging: (over: Duration) => void): Figures {
  let detected: Detected | undefined;

  return {
    counts() {
      let nodesNotReady = 0;
      for (const node of inventory.nodes.values()) {
        if (node.ready !== 'True' && node.saved !== true) nodesNotReady += 1;
      }
      return {
        nodes: inventory.nodes.size,
        nodesNotReady,
        pods: inventory.podCounts.running,
        podsNotReady: inventory.podCounts.notReady,
        services: inventory.services.size,
        policies: inventory.networkpolicies.size + countPolicyObjects(inventory),
      };
    },
    cni() {
      const { daemonsets, nodes, pods, configmaps, apiGroups, podCounts } = inventory;
      const basis =
        [daemonsets, nodes, configmaps, apiGroups].map(({ version }) => version).join(' ') +
        ` ${podCounts.agentChanges}`;
      if (detected?.basis === basis) {
        if (detected.pods === pods.version) return detected.summary;
        const left = detected.at + nodes.size * lagPerNode - now();
        if (left > 0) {
          if (!detected.lags) lagging(left);
          detected.lags = true;
          return detected.summary;
        }
      }
      const summary = detectCni(inventory);
      const text = JSON.stringify(summary);
      detected = {
        basis,
        pods: pods.version,
        at: now(),
        text,
        summary: detected?.text === text ? detected.summary : summary,
        lags: false,
      };
      return detected.summary;
    },
  };
}

interface Detected {
  /** What the agents hang on. */
  readonly basis: string;
  /** The version of the pods that were counted. */
  readonly pods: number;
  readonly at: Instant;
  /** As text, to tell whether it says something else. */
  readonly text: string;
  readonly summary: ReturnType<typeof detectCni>;
  /** Whether pods have changed since. */
  lags: boolean;
}
