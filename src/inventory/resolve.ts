import type { Endpoint, EndpointPod, EndpointPort, ResolvedEndpoint } from '../contracts/endpoint.ts';
import type { Instant } from '../contracts/time.ts';
import { type Inventory, isFinished } from './inventory.ts';
import type { PodRecord, ServiceRecord } from './records.ts';
import { podsOfWorkload } from './workloads.ts';

type Of<Kind extends Endpoint['kind']> = Extract<Endpoint, { readonly kind: Kind }>;

/** What an endpoint stands for in the inventory as it is. Pure. */
export function resolveEndpoint(endpoint: Endpoint, inventory: Inventory, now: Instant): ResolvedEndpoint {
  switch (endpoint.kind) {
    case 'pod':
      return resolvePod(endpoint, inventory, now);
    case 'workload':
      return resolveWorkload(endpoint, inventory, now);
    case 'service':
      return resolveService(endpoint, inventory, now);
    case 'node':
      return resolveNode(endpoint, inventory, now);
    case 'ip':
      return resolveIp(endpoint, inventory, now);
    case 'host':
      return { ...unknown(endpoint, undefined, now), dnsName: endpoint.name };
  }
}

function unknown(endpoint: Endpoint, problem: string | undefined, at: Instant): ResolvedEndpoint {
  return { endpoint, pod: undefined, addresses: [], dnsName: undefined, ports: [], node: undefined, problem, at };
}

/** A pod record as one end of a link. */
export function endpointPod(pod: PodRecord): EndpointPod {
  return {
    namespace: pod.namespace,
    name: pod.name,
    uid: pod.uid,
    node: pod.node || undefined,
    addresses: pod.addresses,
    hostNetwork: pod.hostNetwork,
    ready: pod.ready,
    containers: pod.containers.filter((container) => container.role === 'app').map((container) => container.name),
  };
}

function ofPod(endpoint: Endpoint, pod: PodRecord, problem: string | undefined, at: Instant): ResolvedEndpoint {
  return {
    endpoint,
    pod: endpointPod(pod),
    addresses: pod.addresses,
    dnsName: undefined,
    ports: portsOf(pod),
    node: pod.node || undefined,
    problem,
    at,
  };
}

function portsOf(pod: PodRecord): readonly EndpointPort[] {
  return pod.containers
    .filter((container) => container.role !== 'ephemeral')
    .flatMap((container) => container.ports)
    .map(({ name, port, protocol }) => ({ port, protocol, ...(name === '' ? {} : { name }) }));
}

function resolvePod(endpoint: Of<'pod'>, inventory: Inventory, now: Instant): ResolvedEndpoint {
  const { namespace, name, uid } = endpoint;
  const named = inventory.pods.byName(namespace, name);
  const pod = uid === undefined ? named : inventory.pods.byUid(uid);
  if (pod !== undefined) return ofPod(endpoint, pod, podProblem(pod), now);
  const words = `pod ${namespace}/${name}`;
  if (named !== undefined) return unknown(endpoint, `${words} was replaced: another pod has taken its name`, now);
  const deleted = inventory.deletedPod(namespace, name);
  return unknown(
    endpoint,
    deleted === undefined ? `there is no ${words}` : `${words} was deleted${ago(deleted, now)}`,
    now,
  );
}

function podProblem(pod: PodRecord): string | undefined {
  const words = `pod ${pod.namespace}/${pod.name}`;
  // The API sets deletionTimestamp to when the grace period ends.
  if (pod.deletedAt !== undefined) return `${words} is being deleted`;
  if (isFinished(pod)) return `${words} has ended (${pod.status})`;
  if (pod.node === '') return `${words} runs on no node yet (${pod.status})`;
  if (pod.addresses.length === 0) return `${words} has no address yet (${pod.status})`;
  return undefined;
}

function ago(then: Instant, now: Instant): string {
  const seconds = Math.round((now - then) / 1000);
  return seconds < 1 ? '' : ` ${seconds} s ago`;
}

function resolveWorkload(endpoint: Of<'workload'>, inventory: Inventory, now: Instant): ResolvedEndpoint {
  const { workload, namespace, name } = endpoint;
  const pods = podsOfWorkload(inventory, workload, namespace, name).filter((pod) => !isFinished(pod));
  const usable = pods.filter((pod) => pod.deletedAt === undefined && pod.addresses.length > 0);
  const chosen = usable.find((pod) => pod.ready) ?? usable[0] ?? pods[0];
  const words = `${workload} ${namespace}/${name}`;
  if (chosen === undefined) {
    const known =
      (workload === 'Deployment' && inventory.deployments.byName(namespace, name) !== undefined) ||
      (workload === 'DaemonSet' && inventory.daemonsets.byName(namespace, name) !== undefined);
    return unknown(endpoint, known ? `${words} has no pods` : `there is no ${words} with pods`, now);
  }
  const problem = usable.length === 0 ? podProblem(chosen) : chosen.ready ? undefined : `no pod of ${words} is ready`;
  return ofPod(endpoint, chosen, problem, now);
}

function resolveService(endpoint: Of<'service'>, inventory: Inventory, now: Instant): ResolvedEndpoint {
  const { namespace, name } = endpoint;
  const service = inventory.services.byName(namespace, name);
  if (service === undefined) return unknown(endpoint, `there is no service ${namespace}/${name}`, now);
  const known = {
    ...unknown(endpoint, serviceProblem(service, inventory), now),
    addresses: service.clusterAddresses,
    dnsName: `${name}.${namespace}.svc.${clusterDomain(inventory)}`,
    ports: servicePorts(service),
  };
  // An ExternalName is a name for another name: what is behind it is no pod of its own.
  return service.type === 'ExternalName' ? known : { ...known, backends: backendsOf(service, inventory) };
}

/** An address is taken as it is; where it is a service's cluster IP, the backends behind it are known too. */
function resolveIp(endpoint: Of<'ip'>, inventory: Inventory, now: Instant): ResolvedEndpoint {
  const itself = { ...unknown(endpoint, undefined, now), addresses: [endpoint.address] };
  for (const service of inventory.services.values()) {
    if (!service.clusterAddresses.includes(endpoint.address)) continue;
    return { ...itself, ports: servicePorts(service), backends: backendsOf(service, inventory) };
  }
  return itself;
}

function servicePorts(service: ServiceRecord): readonly EndpointPort[] {
  return service.ports.map(({ name, port, protocol }) => ({ port, protocol, ...(name === '' ? {} : { name }) }));
}

/** A backend need be no pod: the API server's own service and those without a selector have plain addresses. */
function serviceProblem({ type, namespace, name }: ServiceRecord, inventory: Inventory): string | undefined {
  if (type === 'ExternalName') return undefined;
  const slices = [...inventory.slicesOfService(namespace, name)];
  const ready = slices.some((slice) => slice.endpoints.some((endpoint) => endpoint.ready));
  return ready ? undefined : `service ${namespace}/${name} has no ready backend`;
}

function backendsOf(service: ServiceRecord, inventory: Inventory): readonly EndpointPod[] {
  const names = new Set<string>();
  for (const slice of inventory.slicesOfService(service.namespace, service.name)) {
    for (const endpoint of slice.endpoints) if (endpoint.ready && endpoint.pod !== undefined) names.add(endpoint.pod);
  }
  return [...names].sort().flatMap((name) => {
    const pod = inventory.pods.byName(service.namespace, name);
    return pod === undefined ? [] : [endpointPod(pod)];
  });
}

/** The domain that CoreDNS serves for the cluster; nearly everywhere 'cluster.local'. */
function clusterDomain(inventory: Inventory): string {
  const corefile = inventory.configmaps.byName('kube-system', 'coredns')?.data['Corefile'] ?? '';
  return /^\s*kubernetes\s+([a-z0-9.-]+)/m.exec(corefile)?.[1]?.replace(/\.$/, '') ?? 'cluster.local';
}

function resolveNode(endpoint: Of<'node'>, inventory: Inventory, now: Instant): ResolvedEndpoint {
  const node = inventory.nodes.byName('', endpoint.name);
  if (node === undefined) return unknown(endpoint, `there is no node ${endpoint.name}`, now);
  const problem = node.ready === 'True' ? undefined : `node ${node.name} is not ready`;
  return { ...unknown(endpoint, problem, now), addresses: node.internalAddresses, node: node.name };
}
