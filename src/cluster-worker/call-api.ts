import type { ApiCall } from '../contracts/cluster.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { Json } from '../contracts/json.ts';
import type { ApiConnection } from '../kube/connection.ts';

const defaultPatience = 15_000;

/**
 * Sends one request of the UI thread's and reads the whole answer as JSON. Rejects with the PlumblineError of the
 * connection; one that was given up says after how long.
 */
export async function callApi(connection: ApiConnection, call: ApiCall, ended: AbortSignal): Promise<Json> {
  const { patience = defaultPatience, ...request } = call;
  const late = AbortSignal.timeout(patience);
  try {
    return await connection.json<Json>({ ...request, signal: AbortSignal.any([ended, late]) });
  } catch (error) {
    if (!late.aborted || ended.aborted) throw error;
    throw new PlumblineError(`The API server did not answer within ${patience / 1000} s.`, {
      kind: 'unreachable',
      operation: call.operation,
      ...(call.object === undefined ? {} : { object: call.object }),
      nextStep: 'It may be slow or overloaded: try again.',
      cause: error,
    });
  }
}
