import { isPod } from './guards.ts';
import { kubeSystemWorkloads } from './apps/kube-system.ts';
import { monitoringWorkloads } from './apps/monitoring.ts';
import { paymentsWorkloads } from './apps/payments.ts';
import { shopWorkloads } from './apps/shop.ts';
import { makeConfigMaps } from './config-maps.ts';
import { makeAccess } from './access.ts';
import { makeEndpoints } from './endpoints.ts';
import { makeEndpointSlice } from './endpoint-slice.ts';
import { recentEvents } from './events.ts';
import { kubernetesTime, stableUid } from './identity.ts';
import { plainBusybox, plumblineToolbox } from './images.ts';
import { clusterUid, makeNamespaces } from './namespaces.ts';
import { cniPlans } from './cni/plans.ts';
import { makeNode, nodesWith, worldNodes } from './nodes.ts';
import type { PodPlace } from './pod.ts';
import { makePolicies } from './policies.ts';
import { makeService } from './service.ts';
import { controlPlaneAddress, dnsAddress, servicePlans } from './services.ts';
import type { EndpointSlice, Pod, Service } from './shapes.ts';
import type { CniName, KubernetesObject, World } from './types.ts';
import { buildWorkload } from './workload.ts';

const clusterAge = 12 * 86_400_000;

/** Gives every pod the next address of its node's range, as host-local IPAM does: .1 is the bridge. */
function placer(): (node: string, hostNetwork: boolean) => PodPlace {
  const taken = new Map<string, number>();
  return (name, hostNetwork) => {
    const node = worldNodes.find((candidate) => candidate.name === name);
    if (node === undefined) throw new Error(`The demo's world has no node ${name}.`);
    if (hostNetwork) return { node: name, hostAddress: node.address, address: node.address };
    const host = (taken.get(name) ?? 1) + 1;
    taken.set(name, host);
    return { node: name, hostAddress: node.address, address: node.podCidr.replace(/0\/24$/, String(host)) };
  };
}

/** Service default/kubernetes has no selector; the API server writes its slice itself. */
function controlPlaneSlice(createdAt: number): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      uid: stableUid('EndpointSlice/default/kubernetes'),
      creationTimestamp: kubernetesTime(createdAt),
      labels: { 'kubernetes.io/service-name': 'kubernetes' },
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: [controlPlaneAddress], conditions: { ready: true, serving: true, terminating: false } }],
    ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
  };
}

function makeServiceAccounts(objects: readonly KubernetesObject[], createdAt: number): KubernetesObject[] {
  const wanted = new Set<string>();
  for (const object of objects) {
    if (object.kind === 'Namespace') wanted.add(`${object.metadata.name}/default`);
    const account = isPod(object) ? object.spec.serviceAccountName : undefined;
    if (account !== undefined) wanted.add(`${object.metadata.namespace}/${account}`);
  }
  return [...wanted].map((key) => {
    const [namespace = '', name = ''] = key.split('/');
    return {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name,
        namespace,
        uid: stableUid(`ServiceAccount/${key}`),
        creationTimestamp: kubernetesTime(createdAt),
      },
    };
  });
}

function endpointsOf(services: readonly Service[], pods: readonly Pod[]): KubernetesObject[] {
  return services.flatMap((service) => {
    const slice = makeEndpointSlice(service, pods);
    return slice === undefined ? [] : [makeEndpoints(service, slice)];
  });
}

function withIdentity(object: KubernetesObject, createdAt: number): KubernetesObject {
  const { namespace = '', name } = object.metadata;
  const uid = stableUid(`${object.kind}/${namespace}/${name}`);
  return { ...object, metadata: { ...object.metadata, uid, creationTimestamp: kubernetesTime(createdAt) } };
}

/** The images that a node has pulled: those of its pods, and the toolbox. */
function imagesOn(node: string, pods: readonly Pod[]): readonly string[] {
  const used = pods
    .filter(({ spec }) => spec.nodeName === node)
    .flatMap(({ spec }) => spec.containers.map(({ image }) => image));
  return [...new Set([plumblineToolbox.image, ...used])];
}

/**
 * The demo's cluster before the first request. Names, uids and addresses are the same in every demo; only times count
 * back from `now` (milliseconds since the epoch).
 */
export function demoWorld(now: number = Date.now(), cni: CniName = 'flannel'): World {
  const createdAt = now - clusterAge;
  const plan = cniPlans[cni];
  const nodes = nodesWith(plan);
  const place = placer();
  const built = [
    ...plan.workloads,
    ...kubeSystemWorkloads,
    ...monitoringWorkloads,
    ...shopWorkloads,
    ...paymentsWorkloads,
  ].map((workload) => buildWorkload(workload, place, now));
  const workloads = built.flatMap(({ objects }) => objects);
  const pods = workloads.filter(isPod);
  const services = servicePlans.map((plan) => makeService(plan, createdAt));
  const namespaces = makeNamespaces(plan.namespaces, createdAt);
  return {
    clusterUid,
    nodes,
    cni,
    customResources: plan.customResources,
    serviceCidr: '10.96.0.0/12',
    dnsAddress,
    objects: [
      ...nodes.map((node) => makeNode(node, plan, imagesOn(node.name, pods), createdAt, now)),
      ...namespaces,
      ...makeServiceAccounts([...namespaces, ...pods], createdAt),
      ...makeConfigMaps(plan.configMaps, createdAt),
      ...workloads,
      ...services,
      controlPlaneSlice(createdAt),
      ...services.flatMap((service) => makeEndpointSlice(service, pods) ?? []),
      ...endpointsOf(services, pods),
      ...makeAccess(createdAt),
      ...makePolicies(createdAt),
      ...plan.objects(nodes, pods).map((object) => withIdentity(object, createdAt)),
      ...recentEvents(workloads, now),
    ],
    containers: built.flatMap(({ containers }) => containers),
    images: [plumblineToolbox, plainBusybox],
  };
}
