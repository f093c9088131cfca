import { hostRootOf, mayPlayApplication } from '../../world/container.ts';
import type { KubernetesObject } from '../../world/types.ts';
import { asList, asNumber, asRecord, asText, asTexts } from '../../world/fields.ts';

export type TransportProtocol = 'TCP' | 'UDP';

/** A pod as the network sees it. */
export interface NetworkPod {
  /** The manifest that it was read from. */
  readonly object: KubernetesObject;
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Empty until the pod has an address. */
  readonly address: string;
  readonly node: string;
  readonly hostNetwork: boolean;
  readonly running: boolean;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: string }[];
  /** The containers that run their image's own application, and so listen where it listens. */
  readonly containers: readonly string[];
  /** Where its first container sees the whole file system of its node; undefined where it does not. */
  readonly hostRoot?: string;
}

export interface NetworkService {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  /** Empty when headless. */
  readonly addresses: readonly string[];
  readonly externalName: string;
  readonly ports: readonly {
    readonly name: string;
    readonly port: number;
    readonly nodePort: number | undefined;
    readonly protocol: string;
  }[];
}

export interface NetworkSlice {
  readonly namespace: string;
  readonly service: string;
  readonly endpoints: readonly {
    readonly address: string;
    readonly ready: boolean;
    /** The pod's own name inside a headless service (StatefulSet). */
    readonly hostname: string | undefined;
  }[];
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: string }[];
}

/** Reads what the network needs of a Pod manifest. */
export function readPod(object: KubernetesObject): NetworkPod {
  const spec = asRecord(object['spec']);
  const status = asRecord(object['status']);
  const containers = asList(spec['containers']).map(asRecord);
  const hostRoot = hostRootOf(object);
  return {
    object,
    uid: object.metadata.uid ?? `${object.metadata.namespace}/${object.metadata.name}`,
    namespace: object.metadata.namespace ?? 'default',
    name: object.metadata.name,
    labels: object.metadata.labels ?? {},
    address: asText(status['podIP']) ?? '',
    node: asText(spec['nodeName']) ?? '',
    hostNetwork: spec['hostNetwork'] === true,
    running: (asText(status['phase']) ?? 'Running') === 'Running',
    containers: containers
      .filter((container) => mayPlayApplication(object, container))
      .map((container) => asText(container['name']) ?? ''),
    ...(hostRoot === undefined ? {} : { hostRoot }),
    ports: containers.flatMap((container) =>
      asList(container['ports'])
        .map(asRecord)
        .map((port) => ({
          name: asText(port['name']) ?? '',
          port: asNumber(port['containerPort']) ?? 0,
          protocol: asText(port['protocol']) ?? 'TCP',
        })),
    ),
  };
}

/** Reads what the network needs of a Service manifest. */
export function readService(object: KubernetesObject): NetworkService {
  const spec = asRecord(object['spec']);
  const single = asText(spec['clusterIP']);
  const listed = asTexts(spec['clusterIPs']);
  return {
    namespace: object.metadata.namespace ?? 'default',
    name: object.metadata.name,
    type: asText(spec['type']) ?? 'ClusterIP',
    addresses: (listed.length > 0 ? listed : single === undefined ? [] : [single]).filter((one) => one !== 'None'),
    externalName: asText(spec['externalName']) ?? '',
    ports: asList(spec['ports'])
      .map(asRecord)
      .map((port) => ({
        name: asText(port['name']) ?? '',
        port: asNumber(port['port']) ?? 0,
        nodePort: asNumber(port['nodePort']),
        protocol: asText(port['protocol']) ?? 'TCP',
      })),
  };
}

/** Reads what the network needs of an EndpointSlice manifest; conditions that are absent mean ready. */
export function readSlice(object: KubernetesObject): NetworkSlice {
  return {
    namespace: object.metadata.namespace ?? 'default',
    service: object.metadata.labels?.['kubernetes.io/service-name'] ?? '',
    endpoints: asList(object['endpoints'])
      .map(asRecord)
      .flatMap((endpoint) =>
        asTexts(endpoint['addresses']).map((address) => ({
          address,
          ready: asRecord(endpoint['conditions'])['ready'] !== false,
          hostname: asText(endpoint['hostname']),
        })),
      ),
    ports: asList(object['ports'])
      .map(asRecord)
      .map((port) => ({
        name: asText(port['name']) ?? '',
        port: asNumber(port['port']) ?? 0,
        protocol: asText(port['protocol']) ?? 'TCP',
      })),
  };
}
