import type { Connection } from '../network/connection.ts';
import type { Process } from '../container/process.ts';

export interface HttpResponse {
  readonly status: string;
  readonly head: readonly string[];
  readonly body: Buffer;
}

/**
 * Sends a request and reads the whole answer. Undefined when nothing came within `patience` milliseconds; an answer
 * without a head when the other side closed first.
 */
export async function httpRequest(
  process: Process,
  connection: Connection,
  request: readonly string[],
  patience: number,
): Promise<HttpResponse | undefined> {
  connection.sent.write(`${request.join('\r\n')}\r\n\r\n`);
  const chunks: Buffer[] = [];
  const whole = (async () => {
    for (let chunk = await connection.received.read(); chunk !== undefined; chunk = await connection.received.read()) {
      chunks.push(chunk);
    }
    return true;
  })();
  const complete = await Promise.race([process.wait(whole), process.sleep(patience).then(() => false)]);
  connection.sent.close();
  if (!complete) {
    return undefined;
  }
  const answer = Buffer.concat(chunks);
  const end = answer.indexOf('\r\n\r\n');
  const [status = '', ...head] = answer.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n');
  return { status, head, body: end < 0 ? answer : answer.subarray(end + 4) };
}
