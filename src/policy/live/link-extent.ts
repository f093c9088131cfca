import type { ResolvedEndpoint } from '../../contracts/endpoint.ts';
import { parseAddress } from '../address/parse.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { PodRecord, ServiceRecord } from '../../inventory/records.ts';
import type { SnapshotExtent } from './snapshot.ts';

/** The pods and the service that a link is judged by: its ends, and the backends of a service. */
export function linkExtent(
  { source, destination }: { readonly source: ResolvedEndpoint; readonly destination: ResolvedEndpoint },
  inventory: Inventory,
): SnapshotExtent {
  const service = serviceOf(destination, inventory);
  const pods = new Set<PodRecord>();
  const addresses = new Set<string>();
  for (const { pod, endpoint } of [source, destination]) {
    const record = pod && inventory.pods.byUid(pod.uid);
    if (record !== undefined) pods.add(record);
    if (endpoint.kind === 'ip') addresses.add(endpoint.address);
  }
  const slices = service === undefined ? [] : [...inventory.slicesOfService(service.namespace, service.name)];
  // Without slices a service's selector decides, among all pods of its namespace.
  if (service !== undefined && slices.length === 0)
    for (const pod of inventory.pods.inNamespace(service.namespace)) pods.add(pod);
  for (const { namespace, endpoints } of slices) {
    for (const backend of endpoints) {
      const pod = backend.pod === undefined ? undefined : inventory.pods.byName(namespace, backend.pod);
      if (pod !== undefined) pods.add(pod);
      else for (const address of backend.addresses) addresses.add(address);
    }
  }
  if (addresses.size > 0) {
    // Addresses have no index: they are asked for seldom, and an index of them would be a tenth of the inventory.
    for (const pod of inventory.pods.values()) if (pod.addresses.some((one) => addresses.has(one))) pods.add(pod);
  }
  return { pods, services: service === undefined ? [] : [service] };
}

function serviceOf({ endpoint }: ResolvedEndpoint, { services }: Inventory): ServiceRecord | undefined {
  if (endpoint.kind === 'service') return services.byName(endpoint.namespace, endpoint.name);
  if (endpoint.kind !== 'ip') return undefined;
  const wanted = parseAddress(endpoint.address);
  if (wanted === undefined) return undefined;
  for (const service of services.values()) {
    for (const text of service.clusterAddresses) {
      const address = parseAddress(text);
      if (address?.family === wanted.family && address.value === wanted.value) return service;
    }
  }
  return undefined;
}
