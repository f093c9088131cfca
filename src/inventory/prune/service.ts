import type { EndpointSliceRecord, ServiceRecord } from '../records.ts';
import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf, textsOf } from './fields.ts';
import { identityOf, protocolOf } from './identity.ts';
import type { Interner } from './intern.ts';

/** v1 Service to its slim record; undefined for what is no object. */
export function pruneService(service: Fields, interner: Interner): ServiceRecord | undefined {
  const identity = identityOf(service, interner);
  if (identity === undefined) return undefined;
  const spec = fieldsOf(service, 'spec');
  const listed = textsOf(spec, 'clusterIPs');
  const single = textOf(spec, 'clusterIP');
  const addresses = listed.length > 0 ? listed : single === '' ? [] : [single];
  return {
    kind: 'service',
    ...identity,
    type: interner.text(textOf(spec, 'type') || 'ClusterIP'),
    clusterAddresses: addresses.filter((address) => address !== 'None'),
    externalName: textOf(spec, 'externalName'),
    selector: isFields(spec['selector']) ? interner.labels(spec['selector']) : undefined,
    ports: listOf(spec, 'ports').map((port) => ({
      name: interner.text(textOf(port, 'name')),
      port: numberOf(port, 'port') ?? 0,
      targetPort: numberOf(port, 'targetPort') ?? (textOf(port, 'targetPort') || (numberOf(port, 'port') ?? 0)),
      nodePort: numberOf(port, 'nodePort'),
      protocol: protocolOf(port),
    })),
  };
}

/** discovery.k8s.io/v1 EndpointSlice to its slim record; undefined for what is no object. */
export function pruneEndpointSlice(slice: Fields, interner: Interner): EndpointSliceRecord | undefined {
  const identity = identityOf(slice, interner);
  if (identity === undefined) return undefined;
  return {
    kind: 'endpointslice',
    ...identity,
    service: identity.labels['kubernetes.io/service-name'] ?? '',
    addressType: interner.text(textOf(slice, 'addressType')),
    endpoints: listOf(slice, 'endpoints').map((endpoint) => {
      const conditions = fieldsOf(endpoint, 'conditions');
      const target = fieldsOf(endpoint, 'targetRef');
      // The API defines absent conditions: ready and serving as true, terminating as false.
      const ready = conditions['ready'] !== false;
      return {
        addresses: textsOf(endpoint, 'addresses'),
        ready,
        serving: typeof conditions['serving'] === 'boolean' ? conditions['serving'] : ready,
        terminating: conditions['terminating'] === true,
        pod: textOf(target, 'kind') === 'Pod' ? textOf(target, 'name') : undefined,
        node: interner.text(textOf(endpoint, 'nodeName')) || undefined,
      };
    }),
    ports: listOf(slice, 'ports').map((port) => ({
      name: interner.text(textOf(port, 'name')),
      port: numberOf(port, 'port'),
      protocol: protocolOf(port),
    })),
  };
}
