import type { AccessQuestion } from '../contracts/cluster.ts';
import type { Mode } from '../contracts/consent.ts';
import { cniReadKinds } from '../cni/read-kinds.ts';
import { configMapPlaces } from '../kube/configmap-places.ts';
import { resourcePlaces, watchedResources, type WatchedResource } from '../kube/watch/resources.ts';
import { policyGroups } from '../policy/live/policy-kinds.ts';
import { helperPermissions } from '../reach/ladder/permissions.ts';

/** One thing that plumbline asks of the API server, and what for. */
export interface Permission {
  readonly question: AccessQuestion;
  /** 'show nodes and their health'; follows 'to'. */
  readonly purpose: string;
  /** The mode from which on it is asked. */
  readonly mode: Mode;
  /** Nothing works without it. */
  readonly vital: boolean;
  /** It lies in no namespace, so that no Role can grant it. */
  readonly clusterScoped: boolean;
  /** Only objects of these names are asked for. */
  readonly names?: readonly string[];
  /** Asked for only where the server has the kind at all (a CRD). */
  readonly whereServed: boolean;
}

/** A resource that is watched needs a purpose here before it compiles. */
const watchPurposes: Readonly<Record<WatchedResource, string>> = {
  nodes: 'show nodes and their health',
  namespaces: 'find namespaces',
  pods: 'show pods and pick endpoints',
  services: 'pick services as destinations',
  endpointslices: 'see the backends of services',
  networkpolicies: 'show policies',
  daemonsets: 'recognise the CNI',
  deployments: 'pick workloads as endpoints',
  events: 'show recent events',
};

/** Opened one by one, with their YAML. */
const opened: readonly WatchedResource[] = ['pods', 'nodes', 'services', 'networkpolicies'];

/** Kinds of policies that lie in no namespace. */
const clusterWide =
  /^(global|cluster|admin|baseline|staged?global|ciliumclusterwide|ciliumcidr|tiers|hostendpoints|profiles)/;

function permission(question: AccessQuestion, purpose: string, more: Partial<Permission> = {}): Permission {
  return { question, purpose, mode: 'observe', vital: false, clusterScoped: false, whereServed: false, ...more };
}

function ofResource(verb: string, resource: WatchedResource, purpose: string): Permission {
  const { group, namespaced } = resourcePlaces[resource];
  return permission({ verb, resource, ...(group === '' ? {} : { group }) }, purpose, {
    vital: resource === 'pods' && verb === 'list',
    clusterScoped: !namespaced,
  });
}

/** What observe mode asks, pods first among what is vital. */
const observing: readonly Permission[] = [
  ...watchedResources.flatMap((resource) =>
    ['list', 'watch'].map((verb) => ofResource(verb, resource, watchPurposes[resource])),
  ),
  ...opened.map((resource) => ofResource('get', resource, 'open one object with its YAML')),
  permission({ verb: 'get', resource: 'namespaces', name: 'kube-system' }, 'tell clusters apart', {
    clusterScoped: true,
    names: ['kube-system'],
  }),
  ...[...Map.groupBy(configMapPlaces, ([namespace]) => namespace)].map(([namespace, places]) => {
    const names = places.map(([, name]) => name);
    const [name = ''] = names;
    const question = { verb: 'get', resource: 'configmaps', namespace, name };
    return permission(question, "read the CNI's and the DNS' configuration", { names });
  }),
  // A WebSocket is opened with GET, which servers before 1.35 check as `get` alone and later ones as `create` too.
  ...['get', 'create'].map((verb) => permission({ verb, resource: 'pods', subresource: 'exec' }, 'run probes in pods')),
  permission({ verb: 'get', resource: 'pods', subresource: 'log' }, "read the CNI's log"),
  ...policyGroups.flatMap(({ kinds }) =>
    kinds.flatMap(({ group, plural }) =>
      ['get', 'list', 'watch'].map((verb) =>
        permission(
          { verb, resource: plural, group },
          verb === 'get' ? 'open a policy with its YAML' : 'show policies',
          {
            clusterScoped: clusterWide.test(plural),
            whereServed: true,
          },
        ),
      ),
    ),
  ),
  ...cniReadKinds.map(({ group, plural, purpose, namespaced }) =>
    permission({ verb: 'list', resource: plural, group }, purpose, { clusterScoped: !namespaced, whereServed: true }),
  ),
];

const order: readonly Mode[] = ['observe', 'probe', 'write'];

/**
 * Everything that plumbline asks of the API server, in one table: `plumbline rbac` prints it, `doctor` asks about it,
 * and the screen names what is missing from it. Its parts are the lists that the code itself works by: what is watched,
 * which ConfigMaps and policies are read, what the rungs of the ladder do. No question twice.
 */
export const permissions: readonly Permission[] = distinct([
  ...observing,
  ...helperPermissions.map(({ question, purpose }) =>
    permission(question, purpose, {
      mode: 'probe',
      clusterScoped: question.resource === 'nodes' || question.resource === 'namespaces',
    }),
  ),
]);

/** What a mode asks: its own and that of the modes below it. */
export function permissionsOf(mode: Mode): readonly Permission[] {
  return permissions.filter((one) => order.indexOf(one.mode) <= order.indexOf(mode));
}

function distinct(all: readonly Permission[]): readonly Permission[] {
  const seen = new Set<string>();
  return all.filter(({ question: { verb, group, resource, subresource, namespace, name } }) => {
    const key = [verb, group, resource, subresource, namespace, name].join('/');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
