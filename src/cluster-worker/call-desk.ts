import type { Endpoint } from '../contracts/endpoint.ts';
import { findEndpoint } from '../inventory/find.ts';
import { contextHealth } from '../kube/contexts/context-health.ts';
import { contextRows } from '../kube/contexts/context-rows.ts';
import type { Weigh } from '../kube/gate.ts';
import { loadKubeconfig } from '../kube/kubeconfig/load.ts';
import type { Environment } from '../kube/kubeconfig/paths.ts';
import { parseEndpointText } from '../link/parse-endpoint.ts';
import { callApi } from './call-api.ts';
import type { CniBoard } from './cni-board.ts';
import type { Captures } from './captures.ts';
import type { ContextSession } from './context-session.ts';
import { readDetail } from './detail.ts';
import { resolveNow } from './followers.ts';
import type { NodePlaces } from './node-places.ts';
import { answerPolicyCall, type PolicyCallSources } from './policy-calls.ts';
import type { CallMessage, CallName, Calls, WorkerStart } from './protocol.ts';
import { isSettled, needsOf } from './view-needs.ts';
import { whyUnknown } from './why-unknown.ts';

/** What calls are answered from. */
export interface CallSources extends PolicyCallSources {
  readonly start: WorkerStart;
  readonly env: Environment;
  readonly weigh: Weigh;
  readonly nodes: () => NodePlaces;
  readonly captures: () => Captures;
  readonly cni: () => CniBoard;
}

/** A question; what changes the session is no question. */
type Question = Exclude<CallMessage, { readonly name: 'login' | 'switchContext' | 'close' }>;

/** Answers one question; rejects with the error that who asked shall see. */
export async function answerCall(message: Question, sources: CallSources): Promise<Calls[CallName]['answer']> {
  const { session, nodes, waiting, start, env, weigh, clock } = sources;
  switch (message.name) {
    case 'resolve': {
      const { endpoint, patience } = message.ask;
      if ('namespace' in endpoint) session().lookInto(endpoint.namespace);
      await waiting.untilKnown(() => isKnown(endpoint.kind, session()), patience);
      return resolveNow(endpoint, session(), clock);
    }
    case 'find':
      return find(message.ask, sources);
    case 'detail':
      return readDetail(session(), message.ask);
    case 'review':
      return (await session().reviews()).ask(message.ask);
    case 'api': {
      const asked = session();
      return callApi(await asked.connection(), message.ask, asked.signal);
    }
    case 'nodeWay': {
      const { node, want } = message.ask;
      return (await nodes().way(node, want, session().signal)).way;
    }
    case 'cniRefresh':
      await sources.cni().refresh();
      return null;
    case 'cniDetail':
      return (await sources.cni().detail(message.ask.node)) ?? null;
    case 'capturePropose':
    case 'captureStart':
    case 'captureStop':
    case 'captureSave':
    case 'captureRead':
    case 'captureClose':
      return await sources.captures().answer(message);
    case 'contexts':
      return contextRows(await loadKubeconfig(start.choice.kubeconfig, env));
    case 'contextHealth': {
      const choice = { ...start.choice, context: message.ask.context };
      return contextHealth({ choice, env, weigh, clock, userAgent: start.userAgent });
    }
    default:
      return answerPolicyCall(message, sources);
  }
}

async function find(
  { text, patience }: Calls['find']['ask'],
  { session, waiting }: Pick<CallSources, 'session' | 'waiting'>,
): Promise<Endpoint> {
  const parsed = parseEndpointText(text);
  if (parsed.kind === 'endpoint') return parsed.endpoint;
  const slash = parsed.search.indexOf('/');
  const namespace = parsed.search.slice(0, slash);
  const name = parsed.search.slice(slash + 1);
  session().lookInto(namespace);
  const kinds = ['pod', 'workload', 'service'] as const;
  await waiting.untilKnown(() => kinds.every((kind) => isKnown(kind, session())), patience);
  try {
    return findEndpoint(namespace, name, session().inventory);
  } catch (error) {
    // What was not read cannot be said not to be there.
    throw whyUnknown(text, session().freshnessIn('pods', namespace), session().problem, patience) ?? error;
  }
}

/** Whether everything was read that tells of such an endpoint. */
function isKnown(kind: Endpoint['kind'], session: ContextSession): boolean {
  return needsOf(kind).every((resource) => isSettled(session.freshness(resource)));
}
