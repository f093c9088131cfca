import type { ContextHealth } from '../../contracts/contexts.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { Duration } from '../../contracts/time.ts';
import { isFields, textOf } from '../../inventory/prune/fields.ts';
import type { ApiConnection } from '../connection.ts';
import { whatAsks } from './context-rows.ts';
import { openConnection, type OpenOptions } from '../open-connection.ts';

/** A context that takes longer is called unreachable: somebody waits in front of a list. */
const patience: Duration = 5_000;

/**
 * Asks a context's API server for its version. Credentials are sent where they just are; no plugin runs, nothing asks
 * the operator. Never rejects.
 */
export async function contextHealth(options: Omit<OpenOptions, 'quiet' | 'terminal'>): Promise<ContextHealth> {
  let connection: ApiConnection;
  let anonymous: boolean;
  try {
    const opened = await openConnection({ ...options, quiet: true });
    connection = opened.connection;
    anonymous = (await whatAsks(opened.chosen.user)) !== undefined;
  } catch (error) {
    return { state: 'broken', sentence: sentenceOf(error) };
  }
  const signal = AbortSignal.timeout(patience);
  try {
    const version = await ask(connection, anonymous, signal);
    // The first one also paid for the connection and its TLS.
    const started = performance.now();
    await ask(connection, anonymous, signal);
    return { state: 'answers', version, latency: performance.now() - started };
  } catch (error) {
    if (!(error instanceof PlumblineError)) return { state: 'unreachable', sentence: sentenceOf(error) };
    if (error.kind === 'authentication') return { state: 'refuses', sentence: sentenceOf(error) };
    const sentence = signal.aborted
      ? `${connection.server.host} does not answer within ${patience / 1000} s.`
      : sentenceOf(error);
    return { state: 'unreachable', sentence };
  } finally {
    await connection.close();
  }
}

/** The version; undefined where the server answers but does not say. Nobody in particular may be refused with 401 too. */
async function ask(connection: ApiConnection, anonymous: boolean, signal: AbortSignal): Promise<string | undefined> {
  try {
    const answer = await connection.json<unknown>({
      path: '/version',
      operation: "ask for the server's version",
      signal,
    });
    return isFields(answer) ? textOf(answer, 'gitVersion') || undefined : undefined;
  } catch (error) {
    const status = error instanceof PlumblineError ? error.facts.status : undefined;
    if (status === 403 || (status === 401 && anonymous)) return undefined;
    throw error;
  }
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof PlumblineError)) return error instanceof Error ? error.message : String(error);
  const { serverMessage } = error.facts;
  return serverMessage === undefined || error.message.includes(serverMessage)
    ? error.message
    : `${error.message} ${serverMessage}`;
}
