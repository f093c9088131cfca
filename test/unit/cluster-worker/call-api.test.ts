import { describe, expect, it } from 'vitest';
import { callApi } from '../../../src/cluster-worker/call-api.ts';
import { PlumblineError } from '../../../src/contracts/errors.ts';
import type { ApiConnection, ApiRequest } from '../../../src/kube/connection.ts';

/** A connection whose answers a test gives. */
function connection(json: (request: ApiRequest) => Promise<unknown>): ApiConnection {
  return { json } as Partial<ApiConnection> as ApiConnection;
}

const never = new AbortController().signal;

/** Waits until the request is given up, as a server that says nothing lets it. */
const silent = ({ signal }: ApiRequest): Promise<never> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true }));

describe('a request of the screen’s side', () => {
  it('is sent as it is, and answered with what the server says', async () => {
    let asked: ApiRequest | undefined;
    const api = connection(async (request) => {
      asked = request;
      return { kind: 'Pod' };
    });
    const call = { method: 'POST', path: '/api/v1/namespaces/a/pods', body: {}, operation: 'make a pod' } as const;
    expect(await callApi(api, call, never)).toEqual({ kind: 'Pod' });
    expect(asked).toMatchObject(call);
  });

  it('to a server that says nothing is given up, and says after how long', async () => {
    const call = { path: '/x', operation: 'read the pod', object: 'pod a/b', patience: 20 };
    await expect(callApi(connection(silent), call, never)).rejects.toMatchObject({
      message: 'The API server did not answer within 0.02 s.',
      facts: { kind: 'unreachable', operation: 'read the pod', object: 'pod a/b' },
    });
  });

  it('is given up when the context is left', async () => {
    const left = new AbortController();
    const answer = callApi(connection(silent), { path: '/x', operation: 'read' }, left.signal);
    left.abort();
    await expect(answer).rejects.toThrow('aborted');
  });

  it('that is refused keeps the server’s own words', async () => {
    const refusal = new PlumblineError('You may not (403).', {
      kind: 'forbidden',
      operation: 'x',
      serverMessage: 'no',
    });
    const api = connection(() => Promise.reject(refusal));
    await expect(callApi(api, { path: '/x', operation: 'read' }, never)).rejects.toBe(refusal);
  });
});
