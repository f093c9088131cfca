import { isIPv4 } from 'node:net';
import type { WorldNode } from '../../world/types.ts';
import { addressInBlock, inBlock } from './address.ts';
import type { NetworkPod } from './objects.ts';
import { policiesAllow } from './policy.ts';
import { translate } from './service.ts';
import type { NetworkState } from './state.ts';

/** MTU of a pod's eth0: the underlay's 1500 less VXLAN's 50. */
export const podMtu = 1450;
const tunnelOverhead = 50;
const localMilliseconds = 0.05;
const remoteMilliseconds = 0.35;

/** The first packet of a conversation, as the source's kernel sends it. */
export interface Packet {
  readonly source: NetworkPod;
  readonly address: string;
  readonly protocol: 'TCP' | 'UDP' | 'ICMP';
  /** 0 for ICMP. */
  readonly port: number;
  /** In [0, 1): which endpoint of a service it is balanced to. */
  readonly choice: number;
}

/** Where a packet ends: in a pod, on a node's own network, or on a machine beside the nodes. */
export interface Arrival {
  readonly pod: NetworkPod | undefined;
  readonly node: WorldNode | undefined;
  readonly address: string;
  readonly port: number;
}

/** What becomes of a packet and its answer. Listening or not is decided where it arrives, not here. */
export type Outcome =
  | {
      readonly kind: 'delivered';
      readonly arrival: Arrival;
      /** Typical round trip in milliseconds. */
      readonly roundTrip: number;
      /** Chance that a packet or its answer is lost, 0 to 1. */
      readonly loss: number;
      /** Largest IP packet that passes; larger ones vanish without a message. */
      readonly largest: number;
      /** Routers on the way: each takes one from the time to live. */
      readonly hops: number;
      readonly sameNode: boolean;
    }
  | { readonly kind: 'rejected'; readonly by: string }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'host-unreachable'; readonly by: string }
  | { readonly kind: 'network-unreachable'; readonly by: string };

const dropped: Outcome = { kind: 'dropped' };

/** Follows a packet hop by hop: pod, node, tunnel, node, pod; services and policies on the way, the answer back. Pure. */
export function follow(state: NetworkState, packet: Packet): Outcome {
  const home = state.nodeNamed(packet.source.node);
  // Pods have IPv4 addresses only, and no route to any other.
  if (packet.source.address === '' || home === undefined || !isIPv4(packet.address)) {
    return { kind: 'network-unreachable', by: packet.source.address };
  }
  if (packet.address === packet.source.address || inBlock(packet.address, '127.0.0.0/8')) {
    return arrived(packet.source, home, packet.address, packet.port, { hops: 0, sameNode: true, loss: 0 });
  }
  const gateway = addressInBlock(home.podCidr, 1);
  const translation = translate(state, packet.address, packet.protocol, packet.port, packet.choice);
  if (translation.kind === 'rejected') {
    return { kind: 'rejected', by: gateway };
  }
  if (translation.kind === 'nowhere') {
    return dropped;
  }
  const routed = translation.kind === 'translated';
  const address = routed ? translation.address : packet.address;
  const port = routed ? translation.port : packet.port;
  const pod = state.podAt(address);
  const destination = { pod, address };
  const source = { pod: packet.source, address: packet.source.address };
  const allowed = policiesAllow(state, { source, destination, protocol: packet.protocol, port });
  const peer = state.nodeOfBlock(address) ?? state.nodeAt(address);

  if (peer === undefined && isOutsideEndpoint(state, address)) {
    return allowed && !state.damage.notRouting.has(home.name) && !state.damage.cutOff.has(home.name)
      ? arrived(undefined, undefined, address, port, { hops: 1, sameNode: false, loss: lossOf(state, home) })
      : dropped;
  }
  if (peer === undefined) {
    return allowed && !state.damage.notRouting.has(home.name) ? { kind: 'network-unreachable', by: gateway } : dropped;
  }
  const toNode = state.nodeAt(address) !== undefined || address === addressInBlock(peer.podCidr, 1);
  const crosses = peer.name !== home.name;
  if (
    !allowed ||
    (crosses && !carries(state, home, peer, toNode)) ||
    (routed && state.damage.notRouting.has(home.name))
  ) {
    return dropped;
  }
  if (!toNode && (pod === undefined || !pod.running)) {
    return { kind: 'host-unreachable', by: crosses ? addressInBlock(peer.podCidr, 0) : packet.source.address };
  }
  const way = {
    hops: crosses ? (toNode ? 1 : 2) : routed ? 1 : 0,
    sameNode: !crosses,
    loss: crosses ? 1 - (1 - lossOf(state, home)) * (1 - lossOf(state, peer)) : 0,
  };
  const limit = crosses && !toNode ? Math.min(limitOf(state, home), limitOf(state, peer)) : Number.POSITIVE_INFINITY;
  return arrived(pod, peer, address, port, way, limit - tunnelOverhead);
}

/** Whether two nodes carry each other's packets, there and back. */
function carries(state: NetworkState, home: WorldNode, peer: WorldNode, toNode: boolean): boolean {
  const { cutOff, notRouting, missingForwarding, missingRoutes } = state.damage;
  if (cutOff.has(home.name) || cutOff.has(peer.name) || notRouting.has(home.name)) {
    return false;
  }
  const tunnelled =
    !notRouting.has(peer.name) &&
    !missingForwarding.has(`${home.name}>${peer.name}`) &&
    !missingForwarding.has(`${peer.name}>${home.name}`) &&
    !missingRoutes.has(`${home.name}>${peer.name}`) &&
    !missingRoutes.has(`${peer.name}>${home.name}`);
  return toNode || tunnelled;
}

/** A machine beside the nodes that a service leads to: the API server. */
function isOutsideEndpoint(state: NetworkState, address: string): boolean {
  return state.slices.some((slice) => slice.endpoints.some((endpoint) => endpoint.address === address));
}

function lossOf(state: NetworkState, node: WorldNode): number {
  return state.damage.loss.get(node.name) ?? 0;
}

function limitOf(state: NetworkState, node: WorldNode): number {
  return state.damage.tunnelLimit.get(node.name) ?? Number.POSITIVE_INFINITY;
}

function arrived(
  pod: NetworkPod | undefined,
  node: WorldNode | undefined,
  address: string,
  port: number,
  way: { readonly hops: number; readonly sameNode: boolean; readonly loss: number },
  largest = Number.POSITIVE_INFINITY,
): Outcome {
  return {
    kind: 'delivered',
    arrival: { pod, node, address, port },
    roundTrip: way.sameNode ? localMilliseconds : remoteMilliseconds,
    largest,
    ...way,
  };
}
