import type { Consent, Intent } from '../contracts/consent.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { ApiRequest } from './connection.ts';

/** Decides whether the session's mode allows an intent; injected, because modes belong to the operator. */
export type Weigh = (intent: Intent) => Consent;

/** Reviews ask a question and store nothing, though they are POSTs. */
const reviewPath =
  /^\/apis\/(authorization|authentication)\.k8s\.io\/v1\/(selfsubjectaccessreviews|selfsubjectrulesreviews|selfsubjectreviews)$/;

/** What a request does to the cluster. Only what is known to change nothing counts as a read. */
export function intentOf(request: Pick<ApiRequest, 'method' | 'path' | 'query' | 'intent'>): Intent {
  const method = request.method ?? 'GET';
  // exec, attach and port-forward are GETs that act: a read-only intent cannot be claimed for them.
  const acts = /\/(exec|attach|portforward|proxy)(\/|$)/.test(request.path);
  if (method === 'GET' && !acts) return { kind: 'read' };
  if (method === 'POST' && reviewPath.test(request.path)) return { kind: 'read' };
  if (method !== 'GET' && request.query?.['dryRun'] === 'All') return { kind: 'read' };
  const stated = request.intent;
  if (stated !== undefined && stated.kind !== 'read') return stated;
  return { kind: 'change', what: `${method} ${request.path}` };
}

/** The one write gate: throws a PlumblineError of kind 'consent' for what the mode does not allow. */
export function passGate(weigh: Weigh, intent: Intent, operation: string, object: string | undefined): void {
  const consent = weigh(intent);
  if (consent.allowed) return;
  throw new PlumblineError(consent.sentence, {
    kind: 'consent',
    operation,
    ...(object === undefined ? {} : { object }),
    nextStep: `Start plumbline in ${consent.needs} mode to allow it.`,
  });
}
