import type { AccessQuestion } from '../../contracts/cluster.ts';

/** One thing that plumbline wants to do in the cluster. */
export interface Wanted {
  readonly question: AccessQuestion;
  readonly purpose: string;
  readonly vital: boolean;
}

const resources: readonly (readonly [resource: string, group: string, purpose: string])[] = [
  ['nodes', '', 'show nodes and their health'],
  ['namespaces', '', 'find namespaces'],
  ['pods', '', 'show pods and pick endpoints'],
  ['services', '', 'pick services as destinations'],
  ['endpointslices', 'discovery.k8s.io', 'see the backends of services'],
  ['networkpolicies', 'networking.k8s.io', 'show policies'],
  ['daemonsets', 'apps', 'recognise the CNI'],
  ['deployments', 'apps', 'pick workloads as endpoints'],
  ['events', '', 'show recent events'],
  ['configmaps', '', "read the CNI's and the DNS' configuration"],
];

/** Everything that plumbline asks of the API server in observe mode, pods first: without them there is nothing to work on. */
export const wantedAccess: readonly Wanted[] = [
  ...resources.flatMap(([resource, group, purpose]) =>
    ['list', 'watch'].map((verb) => ({
      question: { verb, resource, ...(group === '' ? {} : { group }) },
      purpose,
      vital: resource === 'pods' && verb === 'list',
    })),
  ),
  // A WebSocket is opened with GET, which some servers check as `get` and others as `create`.
  { question: { verb: 'get', resource: 'pods', subresource: 'exec' }, purpose: 'run probes in pods', vital: false },
  { question: { verb: 'create', resource: 'pods', subresource: 'exec' }, purpose: 'run probes in pods', vital: false },
  { question: { verb: 'get', resource: 'pods', subresource: 'log' }, purpose: "read the CNI's log", vital: false },
];

/** 'list pods', 'create pods/exec', 'watch networkpolicies.networking.k8s.io'. */
export function questionText({ verb, resource, subresource, group, namespace }: AccessQuestion): string {
  const what = `${resource}${group === undefined ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
  return `${verb} ${what}${namespace === undefined ? '' : ` in ${namespace}`}`;
}
