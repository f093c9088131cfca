import type { Dispatcher } from 'undici';
import { PlumblineError } from '../../contracts/errors.ts';
import type { ApiResponse } from '../connection.ts';
import { explainTransportError, type TransportFacts } from './transport-error.ts';

/** Wraps undici's answer so that nothing of it can throw anything but a PlumblineError, read or unread. */
export function responseOf(answer: Dispatcher.ResponseData, facts: TransportFacts): ApiResponse {
  const { body } = answer;
  // A body that fails while nobody reads it must not become an uncaught error.
  body.on('error', () => {});
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    body: explained(body, facts),
    discard: () => {
      body.destroy();
    },
  };
}

async function* explained(body: AsyncIterable<unknown>, facts: TransportFacts): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) if (Buffer.isBuffer(chunk)) yield chunk;
  } catch (error) {
    throw explainTransportError(error, facts);
  }
}

/** The whole body as text. Throws a PlumblineError of kind 'protocol' when it is longer than `limit` bytes. */
export async function wholeText(response: ApiResponse, limit: number, facts: TransportFacts): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > limit) {
      response.discard();
      throw new PlumblineError(`${facts.server.host} answered more than ${limit} bytes, far more than was asked for.`, {
        kind: 'protocol',
        operation: facts.operation,
        object: facts.object ?? `context ${facts.context}`,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
