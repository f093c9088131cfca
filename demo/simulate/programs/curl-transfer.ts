import { connectErrors } from '../network/connect.ts';
import { connectPatiently } from './connect-patiently.ts';
import type { Transfer } from './curl-write-out.ts';
import { httpRequest } from './http-request.ts';
import { lookup } from './lookup.ts';
import type { Start } from './program.ts';
import { relay } from './relay.ts';

/** What the command line asks for; times in milliseconds. */
export interface Request {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly head: boolean;
  readonly connectPatience: number;
  readonly patience: number;
  readonly note: (text: string) => void;
}

/** Makes one transfer in real time; `note` gets what -v shows. */
export async function transfer(start: Start, request: Request): Promise<Transfer> {
  const { host, port, note } = request;
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  const nothing: Transfer = {
    exitCode: 0,
    error: '',
    httpCode: 0,
    lookup: 0,
    connect: 0,
    startTransfer: 0,
    total: 0,
    remoteAddress: '',
    remotePort: 0,
    localAddress: '',
    localPort: 0,
    bytes: 0,
    output: undefined,
  };
  const fail = (exitCode: number, error: string, known: Partial<Transfer> = {}): Transfer => {
    note(`* ${error}`);
    note('* Closing connection 0');
    return { ...nothing, ...known, exitCode, error, total: elapsed() };
  };
  const patience = Math.min(request.connectPatience, request.patience);
  const target = await Promise.race([lookup(start, host), start.process.sleep(patience).then(() => undefined)]);
  if (target === undefined) {
    return fail(28, `Resolving timed out after ${Math.round(elapsed())} milliseconds`);
  }
  if (!target.found) {
    return fail(6, `Could not resolve host: ${host}`);
  }
  const lookupTime = elapsed();
  note(`*   Trying ${target.address}:${port}...`);
  const result = await connectPatiently(start, target.address, port, Math.max(0, patience - elapsed()));
  if (result.kind !== 'open') {
    note(
      result.kind === 'timeout'
        ? `* ipv4 connect timeout after ${Math.round(patience)}ms, move on!`
        : `* connect to ${target.address} port ${port} failed: ${connectErrors[result.kind]}`,
    );
    const reason = result.kind === 'timeout' ? 'Timeout was reached' : "Couldn't connect to server";
    return fail(
      result.kind === 'timeout' ? 28 : 7,
      `Failed to connect to ${host} port ${port} after ${Math.round(elapsed())} ms: ${reason}`,
      { lookup: lookupTime },
    );
  }
  const connected: Transfer = {
    ...nothing,
    lookup: lookupTime,
    connect: elapsed(),
    remoteAddress: target.address,
    remotePort: port,
    localAddress: start.machine.pod().address,
    localPort: result.connection.localPort,
  };
  note(`* Connected to ${host} (${target.address}) port ${port} (#0)`);
  if (request.scheme === 'telnet') {
    const forever = { idle: Number.POSITIVE_INFINITY, halfClose: false };
    const carried = relay(start, result.connection, forever).then(() => true);
    const ended = await Promise.race([carried, start.process.sleep(request.patience - elapsed()).then(() => false)]);
    return ended ? { ...connected, total: elapsed() } : fail(28, 'Time-out', connected);
  }
  if (request.scheme === 'https') {
    return fail(35, 'error:0A00010B:SSL routines::wrong version number', connected);
  }
  const lines = [
    `${request.head ? 'HEAD' : 'GET'} ${request.path} HTTP/1.1`,
    `Host: ${host}${port === 80 ? '' : `:${port}`}`,
    'User-Agent: curl/7.88.1',
    'Accept: */*',
  ];
  note(`${lines.map((line) => `> ${line}`).join('\n')}\n> `);
  const response = await httpRequest(start.process, result.connection, lines, request.patience - elapsed());
  if (response === undefined) {
    return fail(28, `Operation timed out after ${Math.round(elapsed())} milliseconds with 0 bytes received`, connected);
  }
  if (response.status === '') {
    return fail(52, 'Empty reply from server', connected);
  }
  note('* HTTP 1.0, assume close after body');
  note(`${[response.status, ...response.head].map((line) => `< ${line}`).join('\n')}\n< `);
  if (response.body.length > 0) {
    note(`{ [${response.body.length} bytes data]`);
  }
  note('* Closing connection 0');
  return {
    ...connected,
    httpCode: Number(response.status.split(' ')[1] ?? 0),
    startTransfer: elapsed(),
    total: elapsed(),
    bytes: response.body.length,
    output: {
      body: response.body,
      withHead: Buffer.concat([
        Buffer.from(`${[response.status, ...response.head].join('\r\n')}\r\n\r\n`),
        response.body,
      ]),
    },
  };
}
