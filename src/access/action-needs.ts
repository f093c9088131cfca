import type { AccessQuestion } from '../contracts/cluster.ts';
import type { Mode } from '../contracts/consent.ts';
import type { Endpoint } from '../contracts/endpoint.ts';
import { systemNamespace } from '../reach/ladder/node-pod-namespace.ts';
import { debugContainerPermissions, nodePodPermissions, probePodPermissions } from '../reach/ladder/permissions.ts';

/** Where the actions would act now. */
export interface ActionPlaces {
  readonly source: Endpoint | undefined;
  readonly destination: Endpoint | undefined;
  /** The operator's own; undefined until it is known. */
  readonly namespace?: string | undefined;
  /** Where the CNI's agents run; undefined until that is known. */
  readonly cniNamespace: string | undefined;
}

/** One thing that an action asks: any one of the alternatives does, and each of its questions must be allowed for it. */
export interface ActionNeed {
  /** 'run programs in pods of namespace shop'; follows 'may not'. */
  readonly what: string;
  readonly alternatives: readonly (readonly AccessQuestion[])[];
}

/** The actions that run programs in the source's pod. */
const probing = ['ping', 'connect', 'dns', 'bandwidth'] as const;

/** Exec as one question: an access review asks both of its verbs. */
const exec: AccessQuestion = { verb: 'create', resource: 'pods', subresource: 'exec' };

/** The namespace of an end that programs run in; the others need none. */
function namespaceOf(end: Endpoint | undefined): string | undefined {
  return end?.kind === 'pod' || end?.kind === 'workload' ? end.namespace : undefined;
}

/** Programs run by exec, and where the mode makes helpers, in a debug container or a probe pod as well. */
function runIn(namespace: string, mode: Mode): ActionNeed {
  const helpers = mode === 'observe' ? [] : [debugContainerPermissions, probePodPermissions];
  const ways = [[exec], ...helpers.map((list) => list.filter(({ vital }) => vital).map(({ question }) => question))];
  return {
    what: `run programs in pods of namespace ${namespace}`,
    alternatives: ways.map((questions) => questions.map((question) => ({ ...question, namespace }))),
  };
}

/** What each action would ask of the API server where it would act now, by action id; actions that only look are not in it. Pure. */
export function actionNeeds(
  { source, destination, namespace, cniNamespace }: ActionPlaces,
  mode: Mode,
): ReadonlyMap<string, readonly ActionNeed[]> {
  const needs = new Map<string, readonly ActionNeed[]>();
  const from = namespaceOf(source);
  if (from !== undefined) for (const id of probing) needs.set(id, [runIn(from, mode)]);
  const to = namespaceOf(destination);
  // The server of a bandwidth test runs in the destination.
  if (from !== undefined && to !== undefined && to !== from)
    needs.set('bandwidth', [runIn(from, mode), runIn(to, mode)]);
  if (mode !== 'observe' && namespace !== undefined) {
    const places = new Set([systemNamespace, namespace || systemNamespace, cniNamespace ?? systemNamespace]);
    needs.set('node-debug-pod', [
      {
        what: 'make debug pods on nodes',
        alternatives: [...places].map((one) =>
          nodePodPermissions.filter(({ vital }) => vital).map(({ question }) => ({ ...question, namespace: one })),
        ),
      },
    ]);
  }
  if (cniNamespace !== undefined) {
    const question = { verb: 'get', resource: 'pods', subresource: 'log', namespace: cniNamespace };
    needs.set('logs', [{ what: `read logs in namespace ${cniNamespace}`, alternatives: [[question]] }]);
  }
  return needs;
}
