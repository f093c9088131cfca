import { createHash } from 'node:crypto';
import { isPod } from '../guards.ts';
import type { Pod } from '../shapes.ts';
import type { KubernetesObject, WorldNode } from '../types.ts';

const numberOf = (text: string): number => createHash('sha1').update(text).digest().readUInt16BE(0);

/** The pods of a node that Cilium manages: those in the pod network. */
export function endpointsOn(node: WorldNode, pods: readonly KubernetesObject[]): readonly Pod[] {
  return pods
    .filter(isPod)
    .filter(
      ({ spec, status }) => spec.nodeName === node.name && spec.hostNetwork !== true && status.podIP !== undefined,
    );
}

/** 16 to 4015, the same in every demo. */
export function endpointId({ metadata }: KubernetesObject): number {
  return 16 + (numberOf(`endpoint/${metadata.namespace}/${metadata.name}`) % 4000);
}

/** Pods with the same labels share an identity; those of the cluster begin at 256. */
export function identityOf({ metadata }: KubernetesObject): number {
  const labels = Object.entries(metadata.labels ?? {})
    .filter(([key]) => key !== 'pod-template-hash')
    .map(([key, value]) => `${key}=${value}`)
    .toSorted();
  return 256 + numberOf(JSON.stringify([metadata.namespace, labels]));
}

/** The address of cilium_host. */
export function routerAddress({ podCidr }: WorldNode): string {
  return podCidr.replace('0/24', '250');
}
