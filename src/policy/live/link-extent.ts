import type { ResolvedEndpoint } from '../../contracts/endpoint.ts';
import type { LinkQuestion } from '../../contracts/policy.ts';
import { parseAddress } from '../address/parse.ts';
import { isSameAddress } from '../address/same.ts';
import { addressText } from '../address/text.ts';
import { exposedPort } from '../destinations/exposed-service.ts';
import type { Party } from '../model/party.ts';
import type { Traffic } from '../model/traffic.ts';
import { serviceParty } from './service-party.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { PodRecord, ServiceRecord } from '../../inventory/records.ts';
import type { SnapshotExtent } from './snapshot.ts';

type LinkTraffic = Pick<LinkQuestion, 'protocol' | 'port'>;

/** The pods and the service that a link is judged by: its ends, and the backends of a service. */
export function linkExtent(
  { source, destination }: { readonly source: ResolvedEndpoint; readonly destination: ResolvedEndpoint },
  inventory: Inventory,
  traffic: LinkTraffic,
): SnapshotExtent {
  const service = serviceOf(destination, inventory, traffic);
  const pods = new Set<PodRecord>();
  const addresses: string[] = [];
  for (const { pod, endpoint } of [source, destination]) {
    const record = pod && inventory.pods.byUid(pod.uid);
    if (record !== undefined) pods.add(record);
    if (endpoint.kind === 'ip') addresses.push(endpoint.address);
  }
  const slices = service === undefined ? [] : [...inventory.slicesOfService(service.namespace, service.name)];
  // Without slices a service's selector decides, among all pods of its namespace.
  if (service !== undefined && slices.length === 0)
    for (const pod of inventory.pods.inNamespace(service.namespace)) pods.add(pod);
  for (const { namespace, endpoints } of slices) {
    for (const backend of endpoints) {
      const pod = backend.pod === undefined ? undefined : inventory.pods.byName(namespace, backend.pod);
      if (pod !== undefined) pods.add(pod);
      else addresses.push(...backend.addresses);
    }
  }
  if (addresses.length > 0) {
    const wanted = new Set(addresses.map(plainAddress));
    // Addresses have no index: they are asked for seldom, and an index of them would be a tenth of the inventory.
    for (const pod of inventory.pods.values()) if (pod.addresses.some((one) => wanted.has(one))) pods.add(pod);
  }
  return { pods, services: service === undefined ? [] : [service] };
}

function serviceOf(
  { endpoint, pod }: ResolvedEndpoint,
  { services, nodes, pods }: Inventory,
  { protocol, port }: LinkTraffic,
): ServiceRecord | undefined {
  if (endpoint.kind === 'service') return services.byName(endpoint.namespace, endpoint.name);
  const node = (name: string): Party => ({ kind: 'node', name, labels: {}, addresses: [] });
  const stands: Party[] = [];
  if (endpoint.kind === 'node') stands.push(node(endpoint.name));
  const record = pod && pods.byUid(pod.uid);
  if (record?.hostNetwork === true) stands.push(node(record.node));
  if (endpoint.kind === 'ip') {
    const same = (text: string) => isSameAddress(text, endpoint.address);
    for (const service of services.values()) if (service.clusterAddresses.some(same)) return service;
    stands.push({ kind: 'outside', address: endpoint.address });
    for (const { name, internalAddresses } of nodes.values()) if (internalAddresses.some(same)) stands.push(node(name));
  }
  if (stands.length === 0) return undefined;
  const traffic: Traffic = { protocol, ...(typeof port === 'number' ? { port } : {}) };
  for (const service of services.values()) {
    const party = serviceParty(service, undefined);
    if (stands.some((one) => exposedPort(party, one, traffic) !== undefined)) return service;
  }
  return undefined;
}

/** As the API server writes it, so that pods need not be parsed: IPv6 may be typed in many ways. */
function plainAddress(text: string): string {
  const parsed = parseAddress(text);
  return parsed === undefined ? text : addressText(parsed.family, parsed.value);
}
