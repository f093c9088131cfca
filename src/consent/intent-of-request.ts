import type { Intent } from '../contracts/consent.ts';

/** Reviews ask a question and store nothing, though they are POSTs. */
const review =
  /^\/apis\/(authorization|authentication)\.k8s\.io\/v1(beta1|alpha1)?\/(namespaces\/[^/]+\/)?(selfsubjectaccessreviews|selfsubjectrulesreviews|selfsubjectreviews|localsubjectaccessreviews|subjectaccessreviews)$/;

/** Subresources that act although their requests may be GETs. */
const acting = /\/(exec|attach|portforward|proxy)(\/|$)/;

/** What POST to these makes is a helper when plumbline says so; without its word it is a change. */
const helperPath = /^\/(api\/v1\/namespaces\/[^/]+\/pods|apis\/batch\/v1\/namespaces\/[^/]+\/jobs)$/;
const ephemeralPath = /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/ephemeralcontainers$/;

/** DELETE of these removes a helper when plumbline says so: the name is one that only plumbline gives. */
const ownHelperPath = /^\/api\/v1\/namespaces\/[^/]+\/pods\/plumbline-[a-z0-9-]+$/;

/** A request as the gate sees it. `path` is without the query. */
export interface WeighedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** What the caller says that it does. It can make a helper or a program of a request, never a read of a change. */
  readonly stated?: Intent;
}

/** What a request would do to the cluster. Pure. Only what is known to change nothing is a read; what is not known is a change. */
export function intentOfRequest({ method, path, query, stated }: WeighedRequest): Intent {
  const verb = method.toUpperCase();
  const change: Intent = { kind: 'change', what: `${verb} ${path}` };
  if (acting.test(path)) return stated?.kind === 'run' && path.endsWith('/exec') ? stated : arbitrary(path, query);
  if (verb === 'GET' || verb === 'HEAD') return { kind: 'read' };
  if (verb === 'POST' && review.test(path)) return { kind: 'read' };
  const dryRun = query.getAll('dryRun');
  if (dryRun.length > 0 && dryRun.every((value) => value === 'All')) return { kind: 'read' };
  const mayHelp =
    (verb === 'POST' && helperPath.test(path)) || ((verb === 'PATCH' || verb === 'PUT') && ephemeralPath.test(path));
  if (verb === 'DELETE' && ownHelperPath.test(path) && stated?.kind === 'remove-helper') return stated;
  return mayHelp && stated?.kind === 'create-helper' ? stated : change;
}

function arbitrary(path: string, query: URLSearchParams): Intent {
  const command = query.getAll('command').join(' ');
  return { kind: 'run-arbitrary', command: command === '' ? path : command };
}
