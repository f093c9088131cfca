import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { type LocalDemo, startLocalDemo } from '../../support/local-demo.ts';

let demo: LocalDemo;
let folder: string;

beforeAll(async () => {
  demo = await startLocalDemo();
  folder = await mkdtemp(join(tmpdir(), 'plumbline-exec-'));
});
afterAll(async () => {
  await demo.stop();
  await rm(folder, { recursive: true, force: true });
});

const v4 = 'v4.channel.k8s.io';
const v5 = 'v5.channel.k8s.io';

interface Options {
  readonly stdin?: boolean;
  readonly protocols?: string[];
  readonly pod?: string;
  readonly container?: string;
}

function open(
  argv: readonly string[],
  { stdin = false, protocols = [v5, v4], pod = 'redis-0', container }: Options = {},
): WebSocket {
  const query = new URLSearchParams([
    ...argv.map((word): [string, string] => ['command', word]),
    ['stdout', 'true'],
    ['stderr', 'true'],
  ]);
  if (stdin) query.set('stdin', 'true');
  if (container !== undefined) query.set('container', container);
  const options: ClientOptions = { ca: demo.api.authority, headers: { authorization: `Bearer ${demo.api.token}` } };
  return new WebSocket(
    `${demo.api.server}/api/v1/namespaces/shop/pods/${pod}/exec?${query.toString()}`,
    protocols,
    options,
  );
}

interface Outcome {
  readonly channels: ReadonlyMap<number, string>;
  readonly status: unknown;
}

/** Everything that each channel said, until the server closes the socket. */
async function outcome(socket: WebSocket): Promise<Outcome> {
  const channels = new Map<number, string>();
  socket.on('message', (data: Buffer) => {
    const on = data[0] ?? -1;
    channels.set(on, (channels.get(on) ?? '') + data.subarray(1).toString('utf8'));
  });
  await once(socket, 'close');
  return { channels, status: JSON.parse(channels.get(3) ?? 'null') };
}

/** The HTTP answer of an upgrade that is refused. */
async function refusal(socket: WebSocket): Promise<{ code: number | undefined; message: string }> {
  socket.on('error', () => undefined);
  const [, response] = await once(socket, 'unexpected-response');
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { code: response.statusCode, message: JSON.parse(text).message };
}

describe('exec', () => {
  it('keeps stdout and stderr apart and gives the exit code as a Status', async () => {
    const { channels, status } = await outcome(open(['sh', '-c', 'echo out; echo err >&2; exit 3']));
    expect(channels.get(1)).toBe('out\n');
    expect(channels.get(2)).toBe('err\n');
    expect(status).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    });
  });

  it('says Success for exit code 0', async () => {
    expect((await outcome(open(['true']))).status).toEqual({ metadata: {}, status: 'Success' });
  });

  it('chooses v5 when it is offered, and v4 for older clients', async () => {
    const sockets = [open(['true']), open(['true'], { protocols: [v4] })];
    const protocols = await Promise.all(
      sockets.map(async (socket) => {
        await once(socket, 'open');
        return socket.protocol;
      }),
    );
    expect(protocols).toEqual([v5, v4]);
  });

  it('ends the input alone when a v5 client closes channel 0', async () => {
    const socket = open(['cat'], { stdin: true });
    const done = outcome(socket);
    await once(socket, 'open');
    socket.send(Buffer.from('\0hello'));
    socket.send(Buffer.from([255, 0]));
    const { channels, status } = await done;
    expect(channels.get(1)).toBe('hello');
    expect(status).toMatchObject({ status: 'Success' });
  });

  it('gives a program without stdin the end of input at once', async () => {
    expect((await outcome(open(['cat']))).status).toMatchObject({ status: 'Success' });
  });

  it('carries megabytes whole', async () => {
    const { channels } = await outcome(open(['head', '-c', '5000000', '/dev/zero']));
    expect(channels.get(1)).toHaveLength(5_000_000);
  });

  it("says in the runtime's words that a program is not in the image", async () => {
    const { status } = await outcome(open(['no-such-program']));
    expect(status).toMatchObject({
      status: 'Failure',
      reason: 'InternalError',
      message: expect.stringMatching(
        /^Internal error occurred: .*exec: "no-such-program": executable file not found in \$PATH/,
      ),
    });
  });

  it('lets the program live on when the client leaves, as a real cluster does, but ends its input', async () => {
    const file = join(folder, 'left');
    const socket = open(['sh', '-c', 'echo ready; cat >/dev/null; echo "still here" >"$0"', file], { stdin: true });
    await once(socket, 'message');
    socket.terminate();
    await expect.poll(() => readText(file), { timeout: 10_000 }).toBe('still here\n');
  });

  it('refuses a pod that is not there with a readable 404', async () => {
    expect(await refusal(open(['true'], { pod: 'nobody' }))).toEqual({ code: 404, message: 'pods "nobody" not found' });
  });

  it('refuses a container that is not in the pod with 400', async () => {
    const answer = await refusal(open(['true'], { container: 'other' }));
    expect(answer).toEqual({ code: 400, message: 'container other is not valid for pod redis-0' });
  });

  it('refuses an exec without a command', async () => {
    expect((await refusal(open([]))).code).toBe(400);
  });

  it('refuses protocols that it does not speak', async () => {
    expect((await refusal(open(['true'], { protocols: ['v1.channel.k8s.io'] }))).code).toBe(400);
  });
});

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
