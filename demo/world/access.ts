import { kubernetesTime, stableUid } from './identity.ts';
import type { KubernetesObject } from './types.ts';

/*
 * Who may do what: RBAC as a kubeadm cluster has it for everybody, and one user for each way in which rights are
 * missing in practice.
 */

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

interface Grant {
  readonly role: string;
  /** Only in this namespace. */
  readonly namespace?: string;
  readonly to: { readonly kind: 'User' | 'Group'; readonly name: string };
  readonly rules: readonly Rule[];
}

/** Users beside the administrator; each has a context of its name in the demo's kubeconfig. */
export const restrictedUsers = ['viewer', 'shop-only', 'no-debug', 'no-exec', 'nobody'] as const;

const reading = ['get', 'list', 'watch'];

const browse: readonly Rule[] = [
  {
    apiGroups: [''],
    resources: ['configmaps', 'endpoints', 'events', 'namespaces', 'nodes', 'pods', 'pods/log', 'pods/status'],
    verbs: reading,
  },
  { apiGroups: [''], resources: ['serviceaccounts', 'services'], verbs: reading },
  { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'], verbs: reading },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: reading },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: reading },
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: reading },
];

const probePods: Rule = { apiGroups: [''], resources: ['pods'], verbs: ['create', 'delete'] };

const everyone = { kind: 'Group', name: 'system:authenticated' } as const;

const grants: readonly Grant[] = [
  {
    role: 'cluster-admin',
    to: { kind: 'Group', name: 'system:masters' },
    rules: [
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { nonResourceURLs: ['*'], verbs: ['*'] },
    ],
  },
  {
    role: 'system:basic-user',
    to: everyone,
    rules: [
      {
        apiGroups: ['authorization.k8s.io'],
        resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
        verbs: ['create'],
      },
      { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create'] },
    ],
  },
  {
    role: 'system:discovery',
    to: everyone,
    rules: [
      {
        nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/readyz'],
        verbs: ['get'],
      },
      { nonResourceURLs: ['/openapi', '/openapi/*', '/version', '/version/'], verbs: ['get'] },
    ],
  },
  { role: 'view', to: { kind: 'User', name: 'viewer' }, rules: browse },
  {
    role: 'shop-editor',
    namespace: 'shop',
    to: { kind: 'User', name: 'shop-only' },
    rules: [
      { apiGroups: ['', 'apps', 'batch', 'discovery.k8s.io', 'networking.k8s.io'], resources: ['*'], verbs: ['*'] },
    ],
  },
  {
    role: 'exec-without-debug',
    to: { kind: 'User', name: 'no-debug' },
    rules: [...browse, { apiGroups: [''], resources: ['pods/exec'], verbs: ['create', 'get'] }, probePods],
  },
  {
    role: 'debug-without-exec',
    to: { kind: 'User', name: 'no-exec' },
    rules: [...browse, { apiGroups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['patch'] }, probePods],
  },
];

function objectsOf({ role, namespace, to, rules }: Grant, createdAt: number): KubernetesObject[] {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const metadata = (of: string) => ({
    name: role,
    ...(namespace === undefined ? {} : { namespace }),
    uid: stableUid(`${of}/${namespace ?? ''}/${role}`),
    creationTimestamp: kubernetesTime(createdAt),
  });
  const apiGroup = 'rbac.authorization.k8s.io';
  return [
    { apiVersion, kind, metadata: metadata(kind), rules: structuredClone(rules) },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata: metadata(`${kind}Binding`),
      roleRef: { apiGroup, kind, name: role },
      subjects: [{ apiGroup, ...to }],
    },
  ];
}

/** The roles of the demo and who has them; `createdAt` in milliseconds. */
export const makeAccess = (createdAt: number): KubernetesObject[] =>
  grants.flatMap((grant) => objectsOf(grant, createdAt));
