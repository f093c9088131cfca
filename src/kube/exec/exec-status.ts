import type { ErrorKind } from '../../contracts/errors.ts';

/** What the server says at the end on the status channel. */
export type ExecStatus =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'failed'; readonly message: string; readonly errorKind: ErrorKind };

/**
 * Reads the Status document of the status channel (metav1.Status; the exit code is the cause with reason ExitCode).
 * Total: text that is no Status is a protocol failure that carries the text, never a success.
 */
export function parseExecStatus(text: string): ExecStatus {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return notUnderstood(text);
  }
  const status = field(value, 'status');
  if (status === 'Success') return { kind: 'exited', code: 0 };
  if (status !== 'Failure') return notUnderstood(text);
  const message = textField(value, 'message') ?? text;
  const reason = textField(value, 'reason');
  if (reason !== 'NonZeroExitCode') return { kind: 'failed', message, errorKind: kindOf(reason) };
  const code = exitCode(value);
  return code === undefined ? notUnderstood(text) : { kind: 'exited', code };
}

function exitCode(status: unknown): number | undefined {
  const causes = field(field(status, 'details'), 'causes');
  if (!Array.isArray(causes)) return undefined;
  const cause: unknown = causes.find((one: unknown) => field(one, 'reason') === 'ExitCode');
  const message = textField(cause, 'message');
  return message !== undefined && /^\d{1,10}$/.test(message) ? Number(message) : undefined;
}

function kindOf(reason: string | undefined): ErrorKind {
  switch (reason) {
    case 'NotFound':
      return 'not-found';
    case 'Forbidden':
      return 'forbidden';
    case 'Unauthorized':
      return 'authentication';
    default:
      return 'protocol';
  }
}

function notUnderstood(text: string): ExecStatus {
  return {
    kind: 'failed',
    message: `The server ended the program with a status that is not understood: ${text.slice(0, 2000)}`,
    errorKind: 'protocol',
  };
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function textField(value: unknown, key: string): string | undefined {
  const found = field(value, key);
  return typeof found === 'string' ? found : undefined;
}
