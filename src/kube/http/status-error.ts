import { type ErrorKind, PlumblineError } from '../../contracts/errors.ts';
import type { TransportFacts } from './transport-error.ts';

/** meta/v1 Status, the parts that plumbline reads. */
export interface StatusBody {
  readonly message: string | undefined;
  readonly reason: string | undefined;
  readonly code: number | undefined;
}

/** Reads a Status document; undefined when the value is none. */
export function readStatus(value: unknown): StatusBody | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'Status') return undefined;
  const text = (key: string) => {
    const field: unknown = Reflect.get(value, key);
    return typeof field === 'string' ? field : undefined;
  };
  const code: unknown = Reflect.get(value, 'code');
  return { message: text('message'), reason: text('reason'), code: typeof code === 'number' ? code : undefined };
}

/** Turns an answer of 400 and above into one sentence, with the server's own message whole. */
export function statusError(code: number, body: string, facts: TransportFacts): PlumblineError {
  const status = readStatus(parsed(body));
  const words = status?.message ?? (body.trim() || undefined);
  const on = facts.object === undefined ? '' : ` (${facts.object})`;
  const { kind, sentence, nextStep } = explain(code, status, facts, on);
  return new PlumblineError(sentence, {
    kind,
    operation: facts.operation,
    object: facts.object ?? `context ${facts.context}`,
    ...(words === undefined ? {} : { serverMessage: words }),
    ...(nextStep === undefined ? {} : { nextStep }),
    status: code,
  });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function explain(
  code: number,
  status: StatusBody | undefined,
  { operation, server, context }: TransportFacts,
  on: string,
): { kind: ErrorKind; sentence: string; nextStep: string | undefined } {
  switch (code) {
    case 401:
      return {
        kind: 'authentication',
        sentence: `${server.host} does not accept the credentials of context ${context} (401).`,
        nextStep: 'They may have expired: log in again, or get a new kubeconfig.',
      };
    case 403:
      return {
        kind: 'forbidden',
        sentence: `You may not ${operation}${on} (403).`,
        nextStep:
          'Ask for the permission that the server names; `kubectl auth can-i --list` shows what you have, `plumbline rbac` what plumbline asks.',
      };
    case 404:
      return {
        kind: 'not-found',
        sentence:
          status === undefined
            ? `${server.host} does not know the way to ${operation}${on} (404).`
            : `It is not there: ${operation}${on} (404).`,
        nextStep:
          status === undefined
            ? `Check the server address of context ${context}: something else may answer there.`
            : undefined,
      };
    case 410:
      return {
        kind: 'interrupted',
        sentence: `The server no longer has the state to ${operation} from (410).`,
        nextStep: undefined,
      };
    case 429:
    case 503:
      return {
        kind: 'unreachable',
        sentence: `${server.host} is too busy or not ready to ${operation}${on} (${code}).`,
        nextStep: 'plumbline goes on trying where it can.',
      };
    default:
      return status === undefined
        ? {
            kind: 'protocol',
            sentence: `${server.host} answered HTTP ${code} without a Kubernetes status.`,
            nextStep: `Check the server address of context ${context}: a proxy or another program may answer there.`,
          }
        : {
            kind: code >= 500 ? 'unreachable' : 'protocol',
            sentence: `The server could not ${operation}${on} (${code}${status.reason === undefined ? '' : ` ${status.reason}`}).`,
            nextStep: undefined,
          };
  }
}
