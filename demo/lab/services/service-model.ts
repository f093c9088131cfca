import { isIPv4 } from 'node:net';
import type { ClusterObjects } from '../../backend.ts';
import { asList, asNumber, asRecord, asText, asTexts } from '../../world/fields.ts';
import type { KubernetesObject } from '../../world/types.ts';
import { isPort } from '../cluster-model.ts';

/** One ready backend of a service's port. */
export interface ServiceBackend {
  readonly address: string;
  readonly port: number;
}

/** One port of a service with what stands behind it. */
export interface LabServicePort {
  readonly name: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly nodePort: number | undefined;
  readonly backends: readonly ServiceBackend[];
}

export interface LabService {
  readonly namespace: string;
  readonly name: string;
  /** Undefined for a headless service. */
  readonly clusterAddress: string | undefined;
  /** The name that an ExternalName service stands for; undefined for the others. */
  readonly externalName: string | undefined;
  readonly ports: readonly LabServicePort[];
  /** Ready addresses with the host name each has in the service's domain, if any. */
  readonly addresses: readonly { readonly address: string; readonly hostname: string | undefined }[];
}

/** Services with the ready IPv4 backends that their EndpointSlices name. */
export function labServices(objects: ClusterObjects): LabService[] {
  return objects.services.map((service) => {
    const spec = asRecord(service['spec']);
    const clusterAddress = asText(spec['clusterIP']);
    const slices = objects.endpointSlices.filter(
      (slice) =>
        slice.metadata.namespace === service.metadata.namespace &&
        slice.metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name &&
        slice['addressType'] === 'IPv4',
    );
    return {
      namespace: service.metadata.namespace ?? '',
      name: service.metadata.name,
      clusterAddress: clusterAddress !== undefined && isIPv4(clusterAddress) ? clusterAddress : undefined,
      externalName: spec['type'] === 'ExternalName' ? asText(spec['externalName'])?.replace(/\.$/, '') : undefined,
      ports: asList(spec['ports']).flatMap((port) => servicePort(asRecord(port), slices)),
      addresses: slices.flatMap(readyEndpoints),
    };
  });
}

function servicePort(port: Readonly<Record<string, unknown>>, slices: readonly KubernetesObject[]): LabServicePort[] {
  const number = asNumber(port['port']);
  const protocol = asText(port['protocol']) ?? 'TCP';
  if (number === undefined || !isPort(number) || (protocol !== 'TCP' && protocol !== 'UDP')) return [];
  const name = asText(port['name']) ?? '';
  const nodePort = asNumber(port['nodePort']);
  const backends = slices.flatMap((slice) => {
    const target = asList(slice['ports'])
      .map(asRecord)
      .find((entry) => (asText(entry['name']) ?? '') === name);
    const targetPort = asNumber(target?.['port']);
    if (targetPort === undefined || !isPort(targetPort)) return [];
    return readyEndpoints(slice).map(({ address }) => ({ address, port: targetPort }));
  });
  return [
    {
      name,
      protocol: protocol === 'TCP' ? 'tcp' : 'udp',
      port: number,
      nodePort: nodePort !== undefined && isPort(nodePort) ? nodePort : undefined,
      backends,
    },
  ];
}

/** An endpoint without the condition counts as ready, as the API says. */
function readyEndpoints(slice: KubernetesObject): { address: string; hostname: string | undefined }[] {
  return asList(slice['endpoints'])
    .map(asRecord)
    .filter((endpoint) => asRecord(endpoint['conditions'])['ready'] !== false)
    .flatMap((endpoint) =>
      asTexts(endpoint['addresses'])
        .filter(isIPv4)
        .map((address) => ({ address, hostname: endpointHostname(endpoint) })),
    );
}

/** A pod of a StatefulSet has its own name under the headless service; its ordinal tells it apart from a hash. */
function endpointHostname(endpoint: Readonly<Record<string, unknown>>): string | undefined {
  const pod = asText(asRecord(endpoint['targetRef'])['name']);
  return asText(endpoint['hostname']) ?? (pod !== undefined && /-\d+$/.test(pod) ? pod : undefined);
}
