import type { Instant } from '../../contracts/time.ts';
import type { EndpointSliceRecord, Labels, ObjectIdentity, ServiceRecord } from '../records.ts';
import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf, textsOf } from './fields.ts';
import { identityOf, protocolOf } from './identity.ts';
import type { Interner } from './intern.ts';
import { packEndpoints, unpackEndpoints } from './packed-endpoints.ts';

/** v1 Service to its slim record; undefined for what is no object. */
export function pruneService(service: Fields, interner: Interner): ServiceRecord | undefined {
  const identity = identityOf(service, interner);
  if (identity === undefined) return undefined;
  const spec = fieldsOf(service, 'spec');
  const listed = textsOf(spec, 'clusterIPs');
  const single = textOf(spec, 'clusterIP');
  const trafficPolicy = textOf(spec, 'externalTrafficPolicy');
  const external = [
    ...textsOf(spec, 'externalIPs'),
    ...listOf(fieldsOf(fieldsOf(service, 'status'), 'loadBalancer'), 'ingress').map((entry) => textOf(entry, 'ip')),
  ].filter((address) => address !== '');
  const addresses = listed.length > 0 ? listed : single === '' ? [] : [single];
  return {
    kind: 'service',
    ...identity,
    type: interner.text(textOf(spec, 'type') || 'ClusterIP'),
    clusterAddresses: addresses.filter((address) => address !== 'None').slice(),
    externalName: textOf(spec, 'externalName'),
    ...(external.length === 0 ? {} : { externalAddresses: external }),
    ...(trafficPolicy === 'Local' || trafficPolicy === 'Cluster' ? { externalTrafficPolicy: trafficPolicy } : {}),
    selector: isFields(spec['selector']) ? interner.labels(spec['selector']) : undefined,
    ports: servicePorts(spec, interner),
  };
}

function servicePorts(spec: Fields, interner: Interner): ServiceRecord['ports'] {
  const ports = listOf(spec, 'ports').map((port) => ({
    name: interner.text(textOf(port, 'name')),
    port: numberOf(port, 'port') ?? 0,
    targetPort: numberOf(port, 'targetPort') ?? (textOf(port, 'targetPort') || (numberOf(port, 'port') ?? 0)),
    nodePort: numberOf(port, 'nodePort'),
    protocol: protocolOf(port),
  }));
  return interner.shared(`service ports ${JSON.stringify(ports)}`, () => Object.freeze(ports));
}

/**
 * A slice that keeps its endpoints packed; whoever asks for them gets them made anew. Of its labels only the service's
 * name means anything to anybody.
 */
class SliceRecord implements EndpointSliceRecord {
  readonly kind = 'endpointslice';
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly createdAt: Instant;
  readonly labels: Labels;
  readonly service: string;
  readonly addressType: string;
  readonly ports: EndpointSliceRecord['ports'];
  readonly #packed: string;

  constructor(
    identity: ObjectIdentity,
    rest: Pick<EndpointSliceRecord, 'service' | 'addressType' | 'ports'>,
    packed: string,
  ) {
    this.uid = identity.uid;
    this.name = identity.name;
    this.namespace = identity.namespace;
    this.createdAt = identity.createdAt;
    this.labels = identity.labels;
    this.service = rest.service;
    this.addressType = rest.addressType;
    this.ports = rest.ports;
    this.#packed = packed;
  }

  get endpoints(): EndpointSliceRecord['endpoints'] {
    return unpackEndpoints(this.#packed);
  }
}

/** discovery.k8s.io/v1 EndpointSlice to its slim record; undefined for what is no object. */
export function pruneEndpointSlice(slice: Fields, interner: Interner): EndpointSliceRecord | undefined {
  const identity = identityOf(slice, interner, false);
  if (identity === undefined) return undefined;
  const endpoints = listOf(slice, 'endpoints').map((endpoint) => {
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
      node: textOf(endpoint, 'nodeName') || undefined,
    };
  });
  const service = textOf(fieldsOf(fieldsOf(slice, 'metadata'), 'labels'), 'kubernetes.io/service-name');
  const addressType = interner.text(textOf(slice, 'addressType'));
  return new SliceRecord(identity, { service, addressType, ports: portsOf(slice, interner) }, packEndpoints(endpoints));
}

/** Most slices have one of a few lists of ports. */
function portsOf(slice: Fields, interner: Interner): EndpointSliceRecord['ports'] {
  const ports = listOf(slice, 'ports').map((port) => ({
    name: interner.text(textOf(port, 'name')),
    port: numberOf(port, 'port'),
    protocol: protocolOf(port),
  }));
  return interner.shared(`slice ports ${JSON.stringify(ports)}`, () => Object.freeze(ports));
}
