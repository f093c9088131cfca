import { type Connection, segmentsPass } from './connection.ts';

/** Lets the listener of a fresh connection do its part, for as long as the connection lives. */
export function serve(connection: Connection, clientAddress: string): void {
  const { listener } = connection;
  if (listener.serves === 'accept') {
    listener.accept({ received: connection.sent, sent: connection.received, clientAddress });
  } else if (listener.serves === 'http') {
    void serveHttp(connection, listener.bodyBytes);
  } else if (listener.serves === 'tcp' || listener.serves === 'dns') {
    void serveNothing(connection);
  }
}

/** Accepts, says nothing, and closes when the client does. */
async function serveNothing(connection: Connection): Promise<void> {
  while ((await connection.sent.read()) !== undefined) {
    // what is sent is of no interest to a listener that only accepts
  }
  connection.received.close();
}

/** Answers one request with 200 and closes, as HTTP/1.0 servers do; large answers may never arrive. */
async function serveHttp(connection: Connection, bodyBytes: number): Promise<void> {
  let request = '';
  while (!/\r?\n\r?\n/.test(request)) {
    const chunk = await connection.sent.read();
    if (chunk === undefined) {
      connection.received.close();
      return;
    }
    request += chunk.toString('latin1');
  }
  const answer = httpAnswer(request.startsWith('HEAD '), bodyBytes);
  if (segmentsPass(connection.way, answer.length)) {
    connection.received.write(answer);
    connection.received.close();
  }
}

function httpAnswer(head: boolean, bodyBytes: number): string {
  const sentence = 'hello from the demo cluster\n';
  const body = sentence.repeat(Math.ceil(bodyBytes / sentence.length)).slice(0, bodyBytes);
  return [
    'HTTP/1.0 200 OK',
    'Server: demo',
    `Date: ${new Date().toUTCString()}`,
    'Content-type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
    '',
    head ? '' : body,
  ].join('\r\n');
}
