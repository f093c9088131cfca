import type { Endpoint, WorkloadKind } from '../contracts/endpoint.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { Port } from '../contracts/link.ts';
import { addressFamily } from './address.ts';
import { splitPort } from './split-port.ts';

/**
 * What the operator typed. `search` is for texts that only the cluster can tell ('shop/web' may be a pod, a workload
 * or a service): give it to `Cluster.find`.
 */
export type ParsedEndpoint =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint; readonly port: Port | undefined }
  | { readonly kind: 'search'; readonly search: string; readonly port: Port | undefined };

/** The forms that are accepted, for usage texts. */
export const endpointForms =
  'namespace/name, pod/namespace/name, deploy|sts|ds|rs|job/namespace/name, svc/namespace/name, node/name, an IP address or a host name, each with :port where one is meant ([fd00::1]:80 for IPv6)';

const workloads: Readonly<Record<string, WorkloadKind>> = {
  deploy: 'Deployment',
  deployment: 'Deployment',
  sts: 'StatefulSet',
  statefulset: 'StatefulSet',
  ds: 'DaemonSet',
  daemonset: 'DaemonSet',
  rs: 'ReplicaSet',
  replicaset: 'ReplicaSet',
  job: 'Job',
};

const kinds = new Set(['pod', 'svc', 'service', 'node', ...Object.keys(workloads)]);

/**
 * Reads one end of a link as it is typed: 'shop/web', 'pod/shop/web-1', 'svc/shop/backend:8080', 'node/worker-1',
 * '10.244.1.5:80', '[fd00::1]:80', 'example.com:443'. Throws a usage error that says what is accepted.
 */
export function parseEndpointText(text: string): ParsedEndpoint {
  const trimmed = text.trim();
  const { rest, port } = splitPort(trimmed, () =>
    usage(text, 'its port is neither a number from 1 to 65535 nor a port name'),
  );
  if (addressFamily(rest) !== undefined) return { kind: 'endpoint', endpoint: { kind: 'ip', address: rest }, port };
  const parts = rest.split('/');
  const [first = '', second = '', third = ''] = parts;
  if (parts.length === 3 && kinds.has(first)) {
    const namespace = objectName(second, text);
    const name = objectName(third, text);
    if (first === 'node') throw usage(text, 'a node has no namespace');
    return { kind: 'endpoint', endpoint: namespaced(first, namespace, name), port };
  }
  if (parts.length === 2 && first === 'node') {
    return { kind: 'endpoint', endpoint: { kind: 'node', name: objectName(second, text) }, port };
  }
  if (parts.length === 2 && kinds.has(first))
    throw usage(text, `'${first}/' needs a namespace: ${first}/NAMESPACE/${second || 'NAME'}`);
  if (parts.length === 2)
    return { kind: 'search', search: `${objectName(first, text)}/${objectName(second, text)}`, port };
  if (parts.length === 1 && isHostName(rest)) return { kind: 'endpoint', endpoint: { kind: 'host', name: rest }, port };
  throw usage(text, rest === '' ? 'it is empty' : 'it has none of the known forms');
}

function namespaced(word: string, namespace: string, name: string): Endpoint {
  const workload = workloads[word];
  if (workload !== undefined) return { kind: 'workload', workload, namespace, name };
  return word === 'pod' ? { kind: 'pod', namespace, name } : { kind: 'service', namespace, name };
}

/** A Kubernetes object name (RFC 1123 subdomain); refuses what could be read as an option or a path. */
function objectName(name: string, text: string): string {
  if (!/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(name)) throw usage(text, `'${name}' is no Kubernetes name`);
  return name;
}

/** Letters, digits, hyphens and underscores in dotted labels, not starting with a hyphen, at most 253 long. */
function isHostName(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9_]([-a-z0-9_]*[a-z0-9_])?(\.[a-z0-9_]([-a-z0-9_]*[a-z0-9_])?)*\.?$/i.test(name);
}

function usage(text: string, why: string): PlumblineError {
  return new PlumblineError(`'${text}' cannot be read as an endpoint: ${why}.`, {
    kind: 'usage',
    operation: 'read an endpoint',
    nextStep: `Give ${endpointForms}.`,
  });
}
