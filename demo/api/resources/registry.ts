import { asRecord } from '../../world/fields.ts';
import type { KubernetesObject, World } from '../../world/types.ts';
import { daemonSetColumns, deploymentColumns, replicaSetColumns, statefulSetColumns } from '../table/apps-columns.ts';
import {
  configMapColumns,
  namespaceColumns,
  nodeColumns,
  plainColumns,
  podColumns,
  serviceColumns,
} from '../table/core-columns.ts';
import { eventColumns } from '../table/event-columns.ts';
import { bindingColumns, roleColumns } from '../table/access-columns.ts';
import { jobColumns } from '../table/job-columns.ts';
import { endpointsColumns, endpointSliceColumns, networkPolicyColumns } from '../table/network-columns.ts';
import { apiVersionOf, type Resource, type Subresource, type Verb } from './resource.ts';

const everyVerb: readonly Verb[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

type Brief = Pick<Resource, 'plural' | 'kind' | 'columns'> & Partial<Resource>;

const resource = (brief: Brief): Resource => ({
  group: '',
  version: 'v1',
  singular: brief.kind.toLowerCase(),
  namespaced: true,
  shortNames: [],
  categories: [],
  verbs: everyVerb,
  fieldLabels: {},
  subresources: [],
  ...brief,
});

const status = (kind: string): Subresource => ({ name: 'status', kind, verbs: ['get', 'patch', 'update'] });

const scale: Subresource = {
  name: 'scale',
  kind: 'Scale',
  verbs: ['get', 'patch', 'update'],
  of: { group: 'autoscaling', version: 'v1' },
};

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const part = (object: KubernetesObject, field: string) => asRecord(object[field]);

const involved = (field: string): [string, (object: KubernetesObject) => string] => [
  `involvedObject.${field}`,
  (object) => text(part(object, 'involvedObject')[field]),
];

const apps = { group: 'apps', categories: ['all'] } as const;

/** What the demo's API serves of itself, core group first as discovery orders it. */
const resources: readonly Resource[] = [
  resource({ plural: 'configmaps', kind: 'ConfigMap', shortNames: ['cm'], columns: configMapColumns }),
  resource({
    plural: 'endpoints',
    kind: 'Endpoints',
    shortNames: ['ep'],
    columns: endpointsColumns,
  }),
  resource({
    plural: 'events',
    kind: 'Event',
    shortNames: ['ev'],
    columns: eventColumns,
    fieldLabels: {
      ...Object.fromEntries(
        ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(involved),
      ),
      reason: (object) => text(object['reason']),
      type: (object) => text(object['type']),
      source: (object) => text(part(object, 'source')['component']),
    },
  }),
  resource({
    plural: 'namespaces',
    kind: 'Namespace',
    namespaced: false,
    shortNames: ['ns'],
    columns: namespaceColumns,
    fieldLabels: { 'status.phase': (object) => text(part(object, 'status')['phase']) },
    subresources: [status('Namespace')],
  }),
  resource({
    plural: 'nodes',
    kind: 'Node',
    namespaced: false,
    shortNames: ['no'],
    columns: nodeColumns,
    fieldLabels: { 'spec.unschedulable': (object) => String(part(object, 'spec')['unschedulable'] === true) },
    subresources: [status('Node')],
  }),
  resource({
    plural: 'pods',
    kind: 'Pod',
    shortNames: ['po'],
    categories: ['all'],
    columns: podColumns,
    fieldLabels: {
      'spec.nodeName': (object) => text(part(object, 'spec')['nodeName']),
      'spec.restartPolicy': (object) => text(part(object, 'spec')['restartPolicy']),
      'spec.serviceAccountName': (object) => text(part(object, 'spec')['serviceAccountName']),
      'spec.hostNetwork': (object) => String(part(object, 'spec')['hostNetwork'] === true),
      'status.phase': (object) => text(part(object, 'status')['phase']),
      'status.podIP': (object) => text(part(object, 'status')['podIP']),
    },
    subresources: [
      status('Pod'),
      { name: 'attach', kind: 'PodAttachOptions', verbs: ['create', 'get'] },
      { name: 'ephemeralcontainers', kind: 'Pod', verbs: ['get', 'patch', 'update'] },
      { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'] },
      { name: 'log', kind: 'Pod', verbs: ['get'] },
    ],
  }),
  resource({ plural: 'serviceaccounts', kind: 'ServiceAccount', shortNames: ['sa'], columns: plainColumns }),
  resource({
    plural: 'services',
    kind: 'Service',
    shortNames: ['svc'],
    categories: ['all'],
    columns: serviceColumns,
    subresources: [status('Service')],
  }),
  resource({
    ...apps,
    plural: 'daemonsets',
    kind: 'DaemonSet',
    shortNames: ['ds'],
    columns: daemonSetColumns,
    subresources: [status('DaemonSet')],
  }),
  resource({
    ...apps,
    plural: 'deployments',
    kind: 'Deployment',
    shortNames: ['deploy'],
    columns: deploymentColumns,
    subresources: [scale, status('Deployment')],
  }),
  resource({
    ...apps,
    plural: 'replicasets',
    kind: 'ReplicaSet',
    shortNames: ['rs'],
    columns: replicaSetColumns,
    subresources: [scale, status('ReplicaSet')],
  }),
  resource({
    ...apps,
    plural: 'statefulsets',
    kind: 'StatefulSet',
    shortNames: ['sts'],
    columns: statefulSetColumns,
    subresources: [scale, status('StatefulSet')],
  }),
  resource({
    group: 'batch',
    categories: ['all'],
    plural: 'jobs',
    kind: 'Job',
    columns: jobColumns,
    subresources: [status('Job')],
  }),
  resource({
    group: 'discovery.k8s.io',
    plural: 'endpointslices',
    kind: 'EndpointSlice',
    columns: endpointSliceColumns,
  }),
  resource({
    group: 'networking.k8s.io',
    plural: 'networkpolicies',
    kind: 'NetworkPolicy',
    shortNames: ['netpol'],
    columns: networkPolicyColumns,
  }),
  ...(
    [
      ['roles', 'Role', true],
      ['rolebindings', 'RoleBinding', true],
      ['clusterroles', 'ClusterRole', false],
      ['clusterrolebindings', 'ClusterRoleBinding', false],
    ] as const
  ).map(([plural, kind, namespaced]) =>
    resource({
      group: 'rbac.authorization.k8s.io',
      plural,
      kind,
      namespaced,
      columns: plural.endsWith('bindings') ? bindingColumns : roleColumns,
    }),
  ),
  ...(['SelfSubjectAccessReview', 'SelfSubjectRulesReview'] as const).map((kind) =>
    resource({
      group: 'authorization.k8s.io',
      plural: `${kind.toLowerCase()}s`,
      kind,
      namespaced: false,
      verbs: ['create'],
      columns: [],
    }),
  ),
  ...(['SelfSubjectReview', 'TokenReview'] as const).map((kind) =>
    resource({
      group: 'authentication.k8s.io',
      plural: `${kind.toLowerCase()}s`,
      kind,
      namespaced: false,
      verbs: ['create'],
      columns: [],
    }),
  ),
];

/** Everything that the API serves in a world: its own resources, then those of CustomResourceDefinitions. */
export function servedResources({ customResources }: Pick<World, 'customResources'>): readonly Resource[] {
  return [...resources, ...customResources.map((one) => resource({ ...one, columns: plainColumns }))];
}

/** The resource of a path; undefined where the API has none of that name in that group and version. */
export function findResource(
  group: string,
  version: string,
  plural: string,
  served: readonly Resource[] = resources,
): Resource | undefined {
  return served.find((one) => one.group === group && one.version === version && one.plural === plural);
}

/** The resource of an object; throws when the world holds an object that the API does not serve. */
export function resourceOf({ apiVersion, kind }: KubernetesObject, served: readonly Resource[] = resources): Resource {
  const found = served.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
  if (found === undefined) throw new Error(`The demo's API serves no ${apiVersion} ${kind}.`);
  return found;
}
