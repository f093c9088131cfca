import type { Endpoint, WorkloadKind } from '../contracts/endpoint.ts';
import type { Link } from '../contracts/link.ts';

/** The short word for each workload kind, as the command line takes it. */
export const workloadWords: Readonly<Record<WorkloadKind, string>> = {
  Deployment: 'deploy',
  StatefulSet: 'sts',
  DaemonSet: 'ds',
  ReplicaSet: 'rs',
  Job: 'job',
};

/** The endpoint in the words of the command line; `parseEndpointText` reads it back: 'pod/shop/web-1', 'svc/shop/backend'. */
export function endpointText(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'pod':
      return `pod/${endpoint.namespace}/${endpoint.name}`;
    case 'workload':
      return `${workloadWords[endpoint.workload]}/${endpoint.namespace}/${endpoint.name}`;
    case 'service':
      return `svc/${endpoint.namespace}/${endpoint.name}`;
    case 'node':
      return `node/${endpoint.name}`;
    case 'ip':
      return endpoint.address;
    case 'host':
      return endpoint.name;
  }
}

/** The endpoint as the screen names it: 'shop/web-1', 'deploy shop/web', 'service shop/backend', 'node worker-1'. */
export function describeEndpoint(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'pod':
      return `${endpoint.namespace}/${endpoint.name}`;
    case 'workload':
      return `${workloadWords[endpoint.workload]} ${endpoint.namespace}/${endpoint.name}`;
    case 'service':
      return `service ${endpoint.namespace}/${endpoint.name}`;
    case 'node':
      return `node ${endpoint.name}`;
    case 'ip':
      return endpoint.address;
    case 'host':
      return endpoint.name;
  }
}

/** 'shop/web-1 → service shop/backend TCP 8080'. */
export function describeLink(link: Link): string {
  const port = link.port === undefined ? '' : ` ${link.port}`;
  return `${describeEndpoint(link.source)} → ${describeEndpoint(link.destination)} ${link.protocol}${port}`;
}
