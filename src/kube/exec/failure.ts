import { PlumblineError } from '../../contracts/errors.ts';
import type { RunEnd } from '../../contracts/runner.ts';
import { fullStop } from '../../text/words.ts';
import { missingInRuntimeMessage } from './missing-program.ts';

/** The end of a program that could not be started: our sentence, then the server's own words whole. */
export function runFailure(error: unknown): RunEnd {
  if (!(error instanceof PlumblineError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', error: { message, errorKind: 'internal' } };
  }
  const { serverMessage, kind, operation } = error.facts;
  const missing = serverMessage === undefined ? undefined : missingInRuntimeMessage(serverMessage);
  if (missing !== undefined) return { kind: 'missing-program', ...missing };
  const words = serverMessage === undefined || error.message.includes(serverMessage) ? '' : ` ${serverMessage}`;
  // 403 is told by verb and resource, but never both verbs: the upgrade is a GET, and since 1.35 a create is asked for too.
  const grant =
    kind === 'forbidden' && operation.startsWith('run ')
      ? 'Running programs in containers needs get and create on pods/exec.'
      : undefined;
  const said = `${error.message}${words}`;
  const message = grant === undefined ? said : `${fullStop(said)} ${grant}`;
  return { kind: 'failed', error: { message, errorKind: kind } };
}
