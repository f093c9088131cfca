import { stableUid } from './identity.ts';
import type { EndpointSlice, Service } from './shapes.ts';
import type { KubernetesObject } from './types.ts';

/** core/v1 Endpoints as the endpoints controller still writes them for old clients: the service's slice in another form. */
export function makeEndpoints(service: Service, slice: EndpointSlice): KubernetesObject {
  const { name, namespace = '', creationTimestamp } = service.metadata;
  const address = (endpoint: EndpointSlice['endpoints'][number]) =>
    endpoint.addresses.map((ip) => ({
      ip,
      ...(endpoint.nodeName === undefined ? {} : { nodeName: endpoint.nodeName }),
      ...(endpoint.targetRef === undefined ? {} : { targetRef: endpoint.targetRef }),
    }));
  const live = slice.endpoints.filter(({ conditions }) => !conditions.terminating);
  const ready = live.filter(({ conditions }) => conditions.ready).flatMap(address);
  const unready = live.filter(({ conditions }) => !conditions.ready).flatMap(address);
  const ports = slice.ports.map(({ name: port, ...rest }) => (port === '' ? rest : { name: port, ...rest }));
  const subset = {
    ...(ready.length === 0 ? {} : { addresses: ready }),
    ...(unready.length === 0 ? {} : { notReadyAddresses: unready }),
    ports,
  };
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name,
      namespace,
      uid: stableUid(`Endpoints/${namespace}/${name}`),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
      labels: { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' },
    },
    ...(ready.length + unready.length === 0 ? {} : { subsets: [subset] }),
  };
}
