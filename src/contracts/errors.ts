/** What kind of trouble it was; decides the exit code of headless commands and the wording of the next step. */
export type ErrorKind =
  | 'usage' // bad input from the operator: exit code 2
  | 'configuration' // a file that plumbline reads is missing or broken: exit code 2
  | 'authentication' // 401, expired or rejected credentials, a plugin that failed
  | 'forbidden' // 403: RBAC or admission said no
  | 'not-found' // the object is gone
  | 'unreachable' // no answer from the API server: DNS, TCP, TLS, proxy
  | 'interrupted' // the connection broke while something ran
  | 'protocol' // the other side answered something that is not understood
  | 'missing-program' // the program is not in the container or on this machine
  | 'consent' // the mode (observe, probe, write) does not allow it
  | 'internal'; // a defect of plumbline itself

/** What was being done, to what, and what to do next. */
export interface ErrorFacts {
  readonly kind: ErrorKind;
  /** The operation in words: 'list pods', 'exec in container app'. */
  readonly operation: string;
  /** The object it was done to: 'pod shop/web-1', 'context prod-eu1'. */
  readonly object?: string;
  /** The other side's own words, whole (a Status message, a TLS error, a plugin's stderr). */
  readonly serverMessage?: string;
  /** What the operator can do next, as a sentence or a command. */
  readonly nextStep?: string;
  /** The HTTP status, where one was answered. */
  readonly status?: number;
  readonly cause?: unknown;
}

/** Every failure that reaches the operator. `message` is one sentence that a tired person understands. */
export class PlumblineError extends Error {
  readonly facts: ErrorFacts;

  constructor(message: string, facts: ErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'PlumblineError';
    this.facts = facts;
  }

  get kind(): ErrorKind {
    return this.facts.kind;
  }
}
