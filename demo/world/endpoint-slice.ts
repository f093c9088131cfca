import { stableSuffix, stableUid } from './identity.ts';
import type { EndpointSlice, Pod, Service, ServicePort } from './shapes.ts';

/** Whether a pod's Ready condition is True. */
export function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

function selects(service: Service, pod: Pod): boolean {
  const selector = Object.entries(service.spec.selector ?? {});
  if (selector.length === 0 || pod.metadata.namespace !== service.metadata.namespace) return false;
  return selector.every(([key, value]) => pod.metadata.labels?.[key] === value);
}

/** The number behind a service's target port; undefined when the pod has no port of that name. */
function targetPort(port: ServicePort, pod: Pod | undefined): number | undefined {
  if (typeof port.targetPort === 'number') return port.targetPort;
  for (const container of pod?.spec.containers ?? []) {
    const named = container.ports?.find(({ name }) => name === port.targetPort);
    if (named !== undefined) return named.containerPort;
  }
  return undefined;
}

/**
 * The EndpointSlice that the endpoint slice controller would write for a service with a selector. The demo keeps one
 * slice per service: its pods come from one template, so that a named port has one number.
 */
export function makeEndpointSlice(service: Service, pods: readonly Pod[]): EndpointSlice | undefined {
  if (service.spec.selector === undefined) return undefined;
  const { name, namespace = '', uid = '', creationTimestamp } = service.metadata;
  const selected = pods.filter(
    (pod) => selects(service, pod) && pod.status.podIP !== undefined && pod.status.phase === 'Running',
  );
  const sliceName = `${name}-${stableSuffix(`slice/${namespace}/${name}`, 5)}`;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: sliceName,
      namespace,
      generateName: `${name}-`,
      uid: stableUid(`EndpointSlice/${namespace}/${sliceName}`),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
      labels: {
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': name,
        ...(service.spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {}),
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid, controller: true }],
    },
    addressType: 'IPv4',
    endpoints: selected.map((pod) => {
      const terminating = pod.metadata.deletionTimestamp !== undefined;
      const serving = isReady(pod);
      return {
        addresses: [pod.status.podIP ?? ''],
        conditions: { ready: serving && !terminating, serving, terminating },
        ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
        targetRef: { kind: 'Pod', namespace, name: pod.metadata.name, uid: pod.metadata.uid ?? '' },
      };
    }),
    ports: service.spec.ports.flatMap((port) => {
      const number = targetPort(port, selected[0]);
      return number === undefined ? [] : [{ name: port.name ?? '', port: number, protocol: port.protocol }];
    }),
  };
}
