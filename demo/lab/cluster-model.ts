import { createHash } from 'node:crypto';
import { isIPv4 } from 'node:net';
import type { ClusterObjects } from '../backend.ts';
import { cniPlans } from '../world/cni/plans.ts';
import { findContainer } from '../world/container.ts';
import { asList, asNumber, asRecord, asText } from '../world/fields.ts';
import type { KubernetesObject, World, WorldContainer, WorldNode } from '../world/types.ts';

/** A port that a pod's manifest names; `protocol` defaults to TCP. */
interface LabPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
}

/** A pod that has an address and a node, and so a place in the lab. */
export interface LabPod {
  /** Unique per uid: a pod that is created again under its old name is another pod. Fits file and namespace names. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly address: string;
  /** The node's end of its cable. */
  readonly device: string;
  readonly node: WorldNode;
  readonly hostNetwork: boolean;
  /** Resolves names through the cluster's DNS (dnsPolicy ClusterFirst, or WithHostNet in the host's network). */
  readonly clusterDns: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly LabPort[];
  readonly containers: readonly WorldContainer[];
}

/** The name of the network namespace that a pod's processes are in: its own, or its node's. */
export function networkNamespaceOf(pod: LabPod): string {
  return pod.hostNetwork ? pod.node.name : pod.id;
}

/** The pods of the cluster that run; those without an address, or on a node that the world does not have, are left out. */
export function labPods(world: World, objects: ClusterObjects): LabPod[] {
  return objects.pods.flatMap((object) => {
    const spec = asRecord(object['spec']);
    const status = asRecord(object['status']);
    const address = asText(status['podIP']);
    const node = world.nodes.find((candidate) => candidate.name === spec['nodeName']);
    const phase = asText(status['phase']);
    if (address === undefined || !isIPv4(address) || node === undefined || phase === 'Succeeded' || phase === 'Failed')
      return [];
    const hostNetwork = spec['hostNetwork'] === true;
    const dnsPolicy = asText(spec['dnsPolicy']) ?? 'ClusterFirst';
    const id = podId(object);
    const { namespace = '', name } = object.metadata;
    return [
      {
        id,
        namespace,
        name,
        device: cniPlans[world.cni].overlay.podDevice(namespace, name, id),
        address,
        node,
        hostNetwork,
        clusterDns: dnsPolicy === (hostNetwork ? 'ClusterFirstWithHostNet' : 'ClusterFirst'),
        labels: object.metadata.labels ?? {},
        ports: asList(spec['containers']).flatMap(containerPorts),
        containers: asList(spec['containers']).flatMap(
          (container) => findContainer(world, object, asText(asRecord(container)['name']) ?? '') ?? [],
        ),
      },
    ];
  });
}

/** 'p-1a2b3c4d': short enough for an interface's name. */
export function podId(pod: KubernetesObject): string {
  const identity = `${pod.metadata.namespace}/${pod.metadata.name}/${pod.metadata.uid ?? ''}`;
  return `p-${createHash('sha1').update(identity).digest('hex').slice(0, 8)}`;
}

function containerPorts(container: unknown): LabPort[] {
  return asList(asRecord(container)['ports']).flatMap((entry) => {
    const port = asRecord(entry);
    const number = asNumber(port['containerPort']);
    if (number === undefined || !isPort(number)) return [];
    return [{ name: asText(port['name']) ?? '', port: number, protocol: asText(port['protocol']) ?? 'TCP' }];
  });
}

/** Whether a number can stand in the port field of a packet. */
export function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65_535;
}
