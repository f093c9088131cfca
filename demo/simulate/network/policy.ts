import { asList, asNumber, asRecord, asText, asTexts } from '../../world/fields.ts';
import { selectorMatches } from '../../world/selector.ts';
import type { KubernetesObject } from '../../world/types.ts';
import { inBlock } from './address.ts';
import type { NetworkPod } from './objects.ts';

/** One end of a packet: a pod of the cluster, or only an address (a node, something outside). */
export interface PacketEnd {
  readonly pod: NetworkPod | undefined;
  readonly address: string;
}

/** A packet after the services' address translation, as policies see it. */
export interface PolicedPacket {
  readonly source: PacketEnd;
  readonly destination: PacketEnd;
  readonly protocol: 'TCP' | 'UDP' | 'ICMP';
  readonly port: number;
}

export interface PolicyObjects {
  readonly networkPolicies: readonly KubernetesObject[];
  /** Labels of every namespace by its name. */
  readonly namespaceLabels: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/**
 * Whether the NetworkPolicies let a new connection through: egress of the source and ingress of the destination, each
 * the union of what every policy that selects that pod allows. ICMP has no ports, so only rules without ports allow it.
 * Pods on the host's network are not selected.
 */
export function policiesAllow(objects: PolicyObjects, packet: PolicedPacket): boolean {
  return (
    directionAllows(objects, packet, 'Egress', packet.source.pod, packet.destination) &&
    directionAllows(objects, packet, 'Ingress', packet.destination.pod, packet.source)
  );
}

function directionAllows(
  objects: PolicyObjects,
  packet: PolicedPacket,
  direction: 'Ingress' | 'Egress',
  subject: NetworkPod | undefined,
  peer: PacketEnd,
): boolean {
  if (subject === undefined || subject.hostNetwork) {
    return true;
  }
  const isolating = objects.networkPolicies.filter((policy) => isolates(policy, direction, subject));
  return isolating.length === 0 || isolating.some((policy) => policyAllows(objects, policy, direction, packet, peer));
}

function isolates(policy: KubernetesObject, direction: 'Ingress' | 'Egress', subject: NetworkPod): boolean {
  const spec = asRecord(policy['spec']);
  const listed = asTexts(spec['policyTypes']);
  const types = listed.length > 0 ? listed : spec['egress'] === undefined ? ['Ingress'] : ['Ingress', 'Egress'];
  return (
    policy.metadata.namespace === subject.namespace &&
    types.includes(direction) &&
    selectorMatches(spec['podSelector'], subject.labels)
  );
}

function policyAllows(
  objects: PolicyObjects,
  policy: KubernetesObject,
  direction: 'Ingress' | 'Egress',
  packet: PolicedPacket,
  peer: PacketEnd,
): boolean {
  const spec = asRecord(policy['spec']);
  const rules = asList(spec[direction === 'Ingress' ? 'ingress' : 'egress']).map(asRecord);
  const namespace = policy.metadata.namespace ?? 'default';
  return rules.some((rule) => {
    const peers = asList(rule[direction === 'Ingress' ? 'from' : 'to']).map(asRecord);
    const ports = asList(rule['ports']).map(asRecord);
    return (
      (peers.length === 0 || peers.some((selector) => peerMatches(objects, selector, namespace, peer))) &&
      (ports.length === 0 || ports.some((port) => portMatches(port, packet)))
    );
  });
}

function peerMatches(
  objects: PolicyObjects,
  selector: Readonly<Record<string, unknown>>,
  namespace: string,
  peer: PacketEnd,
): boolean {
  if (selector['ipBlock'] !== undefined) {
    const block = asRecord(selector['ipBlock']);
    return (
      inBlock(peer.address, asText(block['cidr']) ?? '') &&
      !asTexts(block['except']).some((except) => inBlock(peer.address, except))
    );
  }
  const pod = peer.pod;
  if (pod === undefined || pod.hostNetwork) {
    return false;
  }
  const namespaceFits =
    selector['namespaceSelector'] === undefined
      ? pod.namespace === namespace
      : selectorMatches(selector['namespaceSelector'], objects.namespaceLabels.get(pod.namespace) ?? {});
  return namespaceFits && selectorMatches(selector['podSelector'], pod.labels);
}

function portMatches(rule: Readonly<Record<string, unknown>>, packet: PolicedPacket): boolean {
  if ((asText(rule['protocol']) ?? 'TCP') !== packet.protocol) {
    return false;
  }
  const port = rule['port'];
  if (port === undefined) {
    return true;
  }
  if (typeof port === 'string') {
    const named = packet.destination.pod?.ports ?? [];
    return named.some((one) => one.name === port && one.protocol === packet.protocol && one.port === packet.port);
  }
  const first = asNumber(port) ?? -1;
  return packet.port >= first && packet.port <= (asNumber(rule['endPort']) ?? first);
}
