import { afterEach, describe, expect, it } from 'vitest';
import type { ApiConnection, SocketOptions } from '../../../src/kube/connection.ts';
import { execInContainer } from '../../../src/kube/exec/exec.ts';
import { testTarget } from '../../support/exec-server.ts';
import { eventually } from '../../support/eventually.ts';
import { isRunning } from '../../support/is-running.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { connectTo } from '../../support/test-connection.ts';
import { type Bench, finish, firstLines, openBench } from './bench.ts';

let bench: Bench;
afterEach(() => bench.close());

const forbidden =
  'pods "web-1" is forbidden: User "night" cannot create resource "pods/exec" in API group "" in the namespace "shop"';

function status(code: number, message: string, reason: string): string {
  return JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code });
}

describe('an upgrade that is refused', () => {
  it('gives the words of a 403 whole', async () => {
    bench = await openBench({ refuse: { status: 403, body: status(403, forbidden, 'Forbidden') } });
    const { end } = await finish(bench.start(['ping']));
    expect(end).toMatchObject({ kind: 'failed', error: { errorKind: 'forbidden' } });
    expect(end).toHaveProperty('error.message', expect.stringContaining(forbidden));
    expect(end).toHaveProperty('error.message', expect.stringContaining('get and create on pods/exec'));
  });

  it('gives the words of an admission plug-in whole', async () => {
    const words =
      'admission webhook "guard.example" denied the request: exec into shop is closed\nask the on-call lead';
    bench = await openBench({ refuse: { status: 400, body: status(400, words, 'BadRequest') } });
    expect((await finish(bench.start(['ping']))).end).toHaveProperty('error.message', expect.stringContaining(words));
  });

  it('gives the plain text of an old kubelet', async () => {
    const body = 'unable to upgrade connection: container not found ("app")';
    bench = await openBench({ refuse: { status: 404, body, contentType: 'text/plain' } });
    const { end } = await finish(bench.start(['ping']));
    expect(end).toMatchObject({ kind: 'failed', error: { errorKind: 'not-found' } });
    expect(end).toHaveProperty('error.message', expect.stringContaining(body));
  });

  it('sees a missing program in a 500 that is about one', async () => {
    const words = 'failed to exec in container: exec: "ping": executable file not found in $PATH: unknown';
    bench = await openBench({ refuse: { status: 500, body: status(500, words, 'InternalError') } });
    expect((await finish(bench.start(['ping']))).end).toMatchObject({ kind: 'missing-program', program: 'ping' });
  });

  it('is a failure in words when nothing of the protocol is agreed on', async () => {
    bench = await openBench({ noSubprotocol: true });
    expect((await finish(bench.start(['ping']))).end).toMatchObject({
      kind: 'failed',
      error: { errorKind: 'protocol' },
    });
  });

  it('is a failure in words when no answer ever comes', async () => {
    bench = await openBench({ silent: true });
    const { end } = await finish(bench.start(['ping'], {}, { timings: { handshake: 200 } }));
    expect(end).toMatchObject({ kind: 'failed', error: { errorKind: 'unreachable' } });
  });

  it('is tried once more with renewed credentials after a 401', async () => {
    bench = await openBench({ token: 'renewed' });
    const connection = rotating(bench.connection, ['expired', 'renewed']);
    const run = execInContainer(connection, testTarget, ['echo', 'in'], { deadline: 5000 });
    expect((await finish(run)).stdout).toEqual(['in']);
  });

  it('is an authentication failure when the credentials cannot be renewed', async () => {
    bench = await openBench({ token: 'another' });
    expect((await finish(bench.start(['echo']))).end).toMatchObject({
      kind: 'failed',
      error: { errorKind: 'authentication' },
    });
  });
});

/** The same connection with a token that changes when it is renewed; the sockets must follow it. */
function rotating(connection: ApiConnection, tokens: readonly string[]): ApiConnection {
  let current = 0;
  return {
    context: connection.context,
    server: connection.server,
    namespace: connection.namespace,
    waitingFor: () => connection.waitingFor(),
    permit: (...what) => connection.permit(...what),
    request: (request) => connection.request(request),
    json: (request) => connection.json(request),
    close: () => connection.close(),
    socketOptions: async (intent): Promise<SocketOptions> => ({
      ...(await connection.socketOptions(intent)),
      headers: { authorization: `Bearer ${tokens[current]}` },
    }),
    async renewCredentials() {
      current += 1;
      return current < tokens.length;
    },
  };
}

describe('a server that cannot be reached', () => {
  it('is a failure in words, and the result does not reject', async () => {
    bench = await openBench();
    const { connection, close } = await connectTo('http://127.0.0.1:1');
    const { end } = await finish(execInContainer(connection, testTarget, ['ping'], { deadline: 5000 }));
    await close();
    expect(end).toMatchObject({ kind: 'failed', error: { errorKind: 'unreachable' } });
  });
});

describeWithPrograms('a connection that is lost', ['sh', 'sleep'], () => {
  it('is a failure, never a success, when the socket breaks', async () => {
    bench = await openBench({ dropAfter: 1000 });
    const { stdout, end, remoteEnded } = await finish(bench.start(['sh', '-c', 'echo before; sleep 60']));
    expect(stdout).toEqual(['before']);
    expect(end).toMatchObject({ kind: 'failed', error: { errorKind: 'interrupted' } });
    expect(remoteEnded).toBe(false);
  });

  it('is a failure, never a success, when the server closes properly without a status', async () => {
    bench = await openBench({ closeAfter: 200 });
    const { end } = await finish(bench.start(['sleep', '60']));
    expect(end).toMatchObject({ kind: 'failed', error: { errorKind: 'interrupted' } });
  });

  it('is followed by an end of what still runs there', async () => {
    bench = await openBench({ dropAfter: 1000 });
    const run = bench.start(['sh', '-c', 'echo $$; sleep 60']);
    const [pid] = await firstLines(run.stdout, 1);
    delete bench.server.switches.dropAfter;
    await run.result;
    expect(await eventually(() => !isRunning(Number(pid)))).toBe(true);
  });

  it('is noticed when the peer is silent and answers no ping', async () => {
    bench = await openBench({ deaf: true });
    const run = bench.start(['sleep', '60'], {}, { timings: { heartbeat: 300, signal: 300, grace: 50 } });
    const { end } = await finish(run);
    expect(end).toMatchObject({ kind: 'failed', error: { errorKind: 'interrupted' } });
    expect(end).toHaveProperty('error.message', expect.stringContaining('no sign of life'));
  });

  it('is not suspected of a quiet program whose server answers pings', async () => {
    bench = await openBench();
    const { end } = await finish(bench.start(['sleep', '3'], {}, { timings: { heartbeat: 1500 } }));
    expect(end).toEqual({ kind: 'exited', code: 0 });
  });

  it('is not brought about by messages that are not understood', async () => {
    bench = await openBench({ oddMessages: true });
    const { stdout, end } = await finish(bench.start(['echo', 'fine']));
    expect({ stdout, end }).toEqual({ stdout: ['fine'], end: { kind: 'exited', code: 0 } });
  });

  it('is not mended by a status that is garbage', async () => {
    bench = await openBench({ status: '<html>502</html>' });
    const { end } = await finish(bench.start(['true']));
    expect(end).toMatchObject({ kind: 'failed', error: { errorKind: 'protocol' } });
  });
});

describeWithPrograms('10 MB/s of garbage and more', ['sh', 'head', 'yes'], () => {
  it('fills neither memory nor the event loop, and is said to be truncated', async () => {
    bench = await openBench();
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);
    const before = process.memoryUsage().rss;
    const run = bench.start(['head', '-c', '80000000', '/dev/urandom'], { outputCap: 1_000_000 });
    const { end, truncated } = await run.result; // nobody reads
    const grown = process.memoryUsage().rss - before;
    clearInterval(ticking);
    expect(end).toEqual({ kind: 'exited', code: 0 });
    expect(truncated).toBe(true);
    expect(turns).toBeGreaterThan(10);
    expect(grown).toBeLessThan(150_000_000);
  });

  it('can be stopped while it lasts', async () => {
    bench = await openBench();
    const run = bench.start(['yes'], { outputCap: 10_000 });
    await firstLines(run.stdout, 600);
    await run.stop();
    const { end, truncated, remoteEnded } = await run.result;
    expect({ end, truncated, remoteEnded }).toEqual({ end: { kind: 'stopped' }, truncated: true, remoteEnded: true });
  });
});
