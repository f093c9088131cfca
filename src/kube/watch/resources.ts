import type { ResourceName } from '../../contracts/cluster.ts';
import { pruneDaemonSet, pruneDeployment, pruneEvent, prunePolicy } from '../../inventory/prune/controller.ts';
import type { Fields } from '../../inventory/prune/fields.ts';
import type { Interner } from '../../inventory/prune/intern.ts';
import { pruneNamespace, pruneNode } from '../../inventory/prune/node.ts';
import { packPod } from '../../inventory/prune/packed-pod.ts';
import { prunePod } from '../../inventory/prune/pod.ts';
import { pruneEndpointSlice, pruneService } from '../../inventory/prune/service.ts';
import type { Inventory } from '../../inventory/inventory.ts';

/** ConfigMaps are read one by one by name; everything else is listed and watched. */
export type WatchedResource = Exclude<ResourceName, 'configmaps'>;

/** Where a resource lives in the API. */
export interface ResourcePlace {
  /** '/api/v1', '/apis/apps/v1'. */
  readonly root: string;
  readonly namespaced: boolean;
  /** In an access review: the API group, empty for core. */
  readonly group: string;
}

const core = (namespaced: boolean): ResourcePlace => ({ root: '/api/v1', namespaced, group: '' });
const grouped = (group: string): ResourcePlace => ({ root: `/apis/${group}/v1`, namespaced: true, group });

export const resourcePlaces: Readonly<Record<WatchedResource, ResourcePlace>> = {
  nodes: core(false),
  namespaces: core(false),
  pods: core(true),
  services: core(true),
  endpointslices: grouped('discovery.k8s.io'),
  networkpolicies: grouped('networking.k8s.io'),
  daemonsets: grouped('apps'),
  deployments: grouped('apps'),
  events: core(true),
};

/** The order in which they are asked for: what the first screen needs comes first. */
export const watchedResources: readonly WatchedResource[] = [
  'nodes',
  'namespaces',
  'pods',
  'services',
  'daemonsets',
  'networkpolicies',
  'endpointslices',
  'deployments',
  'events',
];

/** The list's path, in one namespace or in all. */
export function listPath(resource: WatchedResource, namespace: string | undefined): string {
  const { root } = resourcePlaces[resource];
  return namespace === undefined
    ? `${root}/${resource}`
    : `${root}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
}

/** Puts an object of a resource into the inventory, pruned; what is no object is passed over. */
export function putObject(
  resource: WatchedResource,
  object: Fields,
  inventory: Inventory,
  interner: Interner,
): string | undefined {
  const put = <R extends { readonly uid: string }>(table: { put(record: R): void }, record: R | undefined) => {
    if (record !== undefined) table.put(record);
    return record?.uid;
  };
  switch (resource) {
    case 'nodes':
      return put(inventory.nodes, pruneNode(object, interner));
    case 'namespaces':
      return put(inventory.namespaces, pruneNamespace(object, interner));
    case 'pods': {
      const pod = prunePod(object, interner);
      return put(inventory.pods, pod === undefined ? undefined : packPod(pod, interner));
    }
    case 'services':
      return put(inventory.services, pruneService(object, interner));
    case 'endpointslices':
      return put(inventory.endpointslices, pruneEndpointSlice(object, interner));
    case 'networkpolicies':
      return put(inventory.networkpolicies, prunePolicy(object, interner));
    case 'daemonsets':
      return put(inventory.daemonsets, pruneDaemonSet(object, interner));
    case 'deployments':
      return put(inventory.deployments, pruneDeployment(object, interner));
    case 'events':
      return put(inventory.events, pruneEvent(object, interner));
  }
}
