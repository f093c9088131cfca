import { asRecord, asText } from '../../world/fields.ts';
import { isNode, isPod, isService } from '../../world/guards.ts';
import type { Node, Pod, Service } from '../../world/shapes.ts';
import type { KubernetesObject } from '../../world/types.ts';
import { ageColumn } from './age.ts';
import { type Column, column, nameColumn, wideColumn } from './column.ts';
import { narrow } from './narrow.ts';
import { labels, list } from './format.ts';
import { podReady, podRestarts, podStatus } from './pod-cells.ts';

const pod = (object: KubernetesObject): Pod => narrow(object, isPod);
const node = (object: KubernetesObject): Node => narrow(object, isNode);
const service = (object: KubernetesObject): Service => narrow(object, isService);

export const podColumns: readonly Column[] = [
  nameColumn,
  column('Ready', (object) => podReady(pod(object))),
  column('Status', (object) => podStatus(pod(object))),
  column('Restarts', (object) => podRestarts(pod(object))),
  ageColumn,
  wideColumn('IP', (object) => pod(object).status.podIP ?? '<none>'),
  wideColumn('Node', (object) => pod(object).spec.nodeName ?? '<none>'),
  wideColumn('Nominated Node', () => '<none>'),
  wideColumn('Readiness Gates', () => '<none>'),
];

function nodeStatus(object: KubernetesObject): string {
  const { spec, status } = node(object);
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  const words = [
    ready?.status === 'True' ? 'Ready' : 'NotReady',
    ...(spec.unschedulable === true ? ['SchedulingDisabled'] : []),
  ];
  return words.join(',');
}

function nodeAddress(object: KubernetesObject, wanted: string): string {
  return node(object).status.addresses.find(({ type }) => type === wanted)?.address ?? '<none>';
}

const nodeInfo = (object: KubernetesObject, field: string): string =>
  asText(asRecord(node(object).status['nodeInfo'])[field]) ?? '';

const rolePrefix = 'node-role.kubernetes.io/';

export const nodeColumns: readonly Column[] = [
  nameColumn,
  column('Status', nodeStatus),
  column('Roles', ({ metadata }) => {
    const roles = Object.keys(metadata.labels ?? {}).filter((key) => key.startsWith(rolePrefix));
    return list(roles.map((key) => key.slice(rolePrefix.length)));
  }),
  ageColumn,
  column('Version', (object) => nodeInfo(object, 'kubeletVersion')),
  wideColumn('Internal-IP', (object) => nodeAddress(object, 'InternalIP')),
  wideColumn('External-IP', (object) => nodeAddress(object, 'ExternalIP')),
  wideColumn('OS-Image', (object) => nodeInfo(object, 'osImage')),
  wideColumn('Kernel-Version', (object) => nodeInfo(object, 'kernelVersion')),
  wideColumn('Container-Runtime', (object) => nodeInfo(object, 'containerRuntimeVersion')),
];

export const namespaceColumns: readonly Column[] = [
  nameColumn,
  column('Status', (object) => asText(asRecord(object['status'])['phase']) ?? ''),
  ageColumn,
];

export const serviceColumns: readonly Column[] = [
  nameColumn,
  column('Type', (object) => service(object).spec.type),
  column('Cluster-IP', (object) => service(object).spec.clusterIP ?? '<none>'),
  column('External-IP', () => '<none>'),
  column('Port(s)', (object) =>
    list(
      service(object).spec.ports.map(({ port, nodePort, protocol }) =>
        nodePort === undefined ? `${port}/${protocol}` : `${port}:${nodePort}/${protocol}`,
      ),
    ),
  ),
  ageColumn,
  wideColumn('Selector', (object) => labels(service(object).spec.selector)),
];

export const configMapColumns: readonly Column[] = [
  nameColumn,
  column('Data', (object) => Object.keys(asRecord(object['data'])).length, 'integer'),
  ageColumn,
];

export const plainColumns: readonly Column[] = [nameColumn, ageColumn];
