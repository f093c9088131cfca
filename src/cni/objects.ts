import { type Inventory, isFinished } from '../inventory/inventory.ts';
import type { NodeRecord, PodRecord } from '../inventory/records.ts';
import type { CniNodeRecord, CniObjects, SharedAddress } from './evidence.ts';
import type { CniSummary } from './summary.ts';

/** What the inventory says of the CNI and the nodes. Pure; goes through all pods once. */
export function cniObjects(inventory: Inventory, summary: CniSummary): CniObjects {
  const agents = new Map(summary.agents.map((agent) => [agent.node, agent]));
  const names = [...inventory.nodes.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  return {
    summary,
    nodes: new Map(names.map((node) => [node.name, { ...recordOf(node), agent: agents.get(node.name) }])),
    configMaps: new Map(
      [...inventory.configmaps.values()].map(({ namespace, name, data }) => [`${namespace}/${name}`, data]),
    ),
    sharedAddresses: sharedAddresses(inventory.pods.values()),
    policies: inventory.networkpolicies.size,
  };
}

function recordOf(node: NodeRecord): Omit<CniNodeRecord, 'agent'> {
  const unavailable = node.conditions.find(({ type, status }) => type === 'NetworkUnavailable' && status === 'True');
  return {
    name: node.name,
    ready: node.saved === undefined ? node.ready : undefined,
    networkUnavailable: unavailable && (unavailable.message || unavailable.reason || 'it does not say why'),
    internalAddresses: node.internalAddresses,
    podCidrs: node.podCidrs,
    annotations: node.annotations,
  };
}

/** Addresses that more than one running pod claims, those in their node's own network left out. */
function sharedAddresses(pods: Iterable<PodRecord>): readonly SharedAddress[] {
  const first = new Map<string, PodRecord>();
  const shared = new Map<string, PodRecord[]>();
  for (const pod of pods) {
    if (pod.hostNetwork || isFinished(pod) || pod.deletedAt !== undefined) continue;
    for (const address of pod.addresses) {
      const other = first.get(address);
      if (other === undefined) first.set(address, pod);
      else if (other !== pod) shared.set(address, [...(shared.get(address) ?? [other]), pod]);
    }
  }
  return [...shared].map(([address, claimants]) => ({
    address,
    pods: claimants.map(({ namespace, name, node }) => `${namespace}/${name} on ${node}`),
    nodes: [...new Set(claimants.map(({ node }) => node))],
  }));
}
