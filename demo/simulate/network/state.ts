import type { ClusterObjects } from '../../backend.ts';
import type { FaultEffect } from '../../faults/types.ts';
import type { World, WorldNode } from '../../world/types.ts';
import { inBlock } from './address.ts';
import { type Damage, damageOf } from './damage.ts';
import { type NetworkPod, type NetworkService, type NetworkSlice, readPod, readService, readSlice } from './objects.ts';
import type { PolicyObjects } from './policy.ts';

/** Everything that decides what happens to a packet, as it is at one moment. */
export interface NetworkState extends PolicyObjects {
  readonly world: World;
  readonly pods: readonly NetworkPod[];
  readonly services: readonly NetworkService[];
  readonly slices: readonly NetworkSlice[];
  readonly damage: Damage;
  /** Of the faults that are on. */
  readonly effects: readonly FaultEffect[];
  /** The pod that owns an address of the pod network. */
  podAt(address: string): NetworkPod | undefined;
  nodeNamed(name: string): WorldNode | undefined;
  nodeAt(address: string): WorldNode | undefined;
  /** The node whose pod network an address belongs to. */
  nodeOfBlock(address: string): WorldNode | undefined;
}

/** Puts the objects, the world and the faults that are on into one immutable state. */
export function networkState(world: World, objects: ClusterObjects, effects: readonly FaultEffect[]): NetworkState {
  const pods = objects.pods.map(readPod);
  const byAddress = new Map(
    pods.filter((pod) => pod.address !== '' && !pod.hostNetwork).map((pod) => [pod.address, pod]),
  );
  const nodes = new Map(world.nodes.map((node) => [node.name, node]));
  return {
    world,
    pods,
    services: objects.services.map(readService),
    slices: objects.endpointSlices.map(readSlice),
    networkPolicies: objects.networkPolicies,
    namespaceLabels: new Map(
      objects.namespaces.map((one) => [
        one.metadata.name,
        { 'kubernetes.io/metadata.name': one.metadata.name, ...one.metadata.labels },
      ]),
    ),
    damage: damageOf(effects),
    effects,
    podAt: (address) => byAddress.get(address),
    nodeNamed: (name) => nodes.get(name),
    nodeAt: (address) => world.nodes.find((node) => node.address === address),
    nodeOfBlock: (address) => world.nodes.find((node) => inBlock(address, node.podCidr)),
  };
}
