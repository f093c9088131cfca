import type { AccessQuestion } from '../../contracts/cluster.ts';

/** One thing that a rung of the ladder asks of the API server, and what for. */
export interface HelperPermission {
  readonly question: AccessQuestion;
  /** 'make a debug container in the pod'; follows 'to'. */
  readonly purpose: string;
  /** Without it the rung is left out; the others only make its answer better. */
  readonly vital: boolean;
}

function permission(
  verb: string,
  resource: string,
  purpose: string,
  rest: { readonly subresource?: string; readonly group?: string; readonly optional?: true } = {},
): HelperPermission {
  const { optional, ...more } = rest;
  return { question: { verb, resource, ...more }, purpose, vital: optional !== true };
}

/** Any container, any debug container and any probe pod is spoken to by exec; both verbs count as one question. */
const execPermissions: readonly HelperPermission[] = [
  permission('get', 'pods', 'run programs in containers', { subresource: 'exec' }),
  permission('create', 'pods', 'run programs in containers', { subresource: 'exec' }),
];

/** What a debug (ephemeral) container in the source's own pod needs. */
export const debugContainerPermissions: readonly HelperPermission[] = [
  permission('get', 'pods', 'see whether the debug container runs'),
  permission('patch', 'pods', 'make a debug container in the pod', { subresource: 'ephemeralcontainers' }),
];

/** What selects pods by labels, and would take a probe pod for one of its own. */
const controllers: readonly (readonly [resource: string, group: string])[] = [
  ['replicasets', 'apps'],
  ['statefulsets', 'apps'],
  ['daemonsets', 'apps'],
  ['jobs', 'batch'],
];

/** What a probe pod on the same node needs. */
export const probePodPermissions: readonly HelperPermission[] = [
  permission('get', 'pods', 'see whether the probe pod runs'),
  permission('list', 'pods', 'find helpers that were left behind'),
  permission('create', 'pods', 'make a probe pod on the same node'),
  permission('delete', 'pods', 'remove the probe pod'),
  permission('list', 'services', 'copy no label that a Service selects by', { optional: true }),
  ...controllers.map(([resource, group]) =>
    permission('list', resource, 'copy no label that a controller selects by', { group, optional: true }),
  ),
];

/** What a debug pod on a node needs in the namespace that it is made in, which must admit it: mostly kube-system. */
export const nodePodPermissions: readonly HelperPermission[] = [
  permission('get', 'pods', 'see whether the debug pod runs'),
  permission('list', 'pods', 'find helpers that were left behind'),
  permission('create', 'pods', 'make a debug pod on a node'),
  permission('delete', 'pods', 'remove the debug pod'),
  ...execPermissions,
];

/** Without exec a command is the entrypoint of its own container, and its answer is the log. */
export const entrypointPermissions: readonly HelperPermission[] = [
  permission('get', 'pods', "read a helper's answer where exec is not allowed", { subresource: 'log' }),
];

/** Better answers, in the whole cluster: the PodSecurity level of the namespace, the images on the node. */
export const ladderReadPermissions: readonly HelperPermission[] = [
  permission('get', 'namespaces', "read the namespace's PodSecurity level", { optional: true }),
  permission('get', 'nodes', 'propose images that are on the node already', { optional: true }),
];

/** Everything that the ladder asks of the API server in probe mode, beyond what observe mode reads. No question twice. */
export const helperPermissions: readonly HelperPermission[] = distinct([
  ...execPermissions,
  ...debugContainerPermissions,
  ...probePodPermissions,
  ...nodePodPermissions,
  ...entrypointPermissions,
  ...ladderReadPermissions,
]);

function distinct(permissions: readonly HelperPermission[]): readonly HelperPermission[] {
  const seen = new Set<string>();
  return permissions.filter(({ question }) => {
    const key = JSON.stringify(question);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
