import { addressKey } from '../address/same.ts';
import type { Party, PodParty } from '../model/party.ts';
import type { PolicySnapshot, ServiceParty } from '../model/snapshot.ts';

interface Holders {
  readonly pods: ReadonlyMap<string, PodParty>;
  readonly nodes: ReadonlyMap<string, Party>;
  readonly services: ReadonlyMap<string, ServiceParty>;
}

const known = new WeakMap<PolicySnapshot, Holders>();

/**
 * Who an address belongs to: a pod of the pod network, else a node (with that address only), else nobody of the cluster.
 * A pod that has finished owns no address: it may be another pod's by now. Undefined for what is no address.
 */
export function partyOfAddress(snapshot: PolicySnapshot, address: string): Party | undefined {
  const key = addressKey(address);
  if (key === undefined) return undefined;
  const { pods, nodes } = holdersOf(snapshot);
  return pods.get(key) ?? nodes.get(key) ?? { kind: 'outside', address };
}

/** The Service with that cluster address. */
export function serviceOfAddress(snapshot: PolicySnapshot, address: string): ServiceParty | undefined {
  const key = addressKey(address);
  return key === undefined ? undefined : holdersOf(snapshot).services.get(key);
}

function holdersOf(snapshot: PolicySnapshot): Holders {
  const before = known.get(snapshot);
  if (before !== undefined) return before;
  const running = snapshot.pods.filter(({ hostNetwork, phase }) => !hostNetwork && phase !== 'finished');
  const holders: Holders = {
    pods: new Map(running.flatMap((pod) => keysOf(pod.addresses).map((key) => [key, pod]))),
    nodes: new Map(
      snapshot.nodes.flatMap((node) =>
        node.addresses.flatMap((address) => keysOf([address]).map((key) => [key, { ...node, addresses: [address] }])),
      ),
    ),
    services: new Map(
      snapshot.services.flatMap((service) => keysOf(service.clusterAddresses).map((key) => [key, service])),
    ),
  };
  known.set(snapshot, holders);
  return holders;
}

function keysOf(addresses: readonly string[]): readonly string[] {
  return addresses.flatMap((address) => addressKey(address) ?? []);
}
