/*
 * An API server with many pods and nothing else, as a process of its own, so that what it costs is not counted.
 * Arguments: the number of pods, and 'streaming' or 'paged' (as servers before 1.32 list). Prints its URL, serves until
 * its stdin ends.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { certificate } from '../../test/support/api-server.ts';
import { fakePodJson } from '../../test/support/fake-pods.ts';

const pods = Number(process.argv[2] ?? 1000);
const streaming = process.argv[3] !== 'paged';
const version = '2000000';

/** Writes texts in large pieces, no faster than they are taken. */
async function pour(response: ServerResponse, texts: Iterable<string>): Promise<void> {
  let held = '';
  for (const text of texts) {
    held += text;
    if (held.length < 256 * 1024) continue;
    const taken = response.write(held);
    held = '';
    if (!taken) await drained(response);
    if (response.destroyed) return;
  }
  response.write(held);
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

function* podTexts(from: number, to: number, text: (pod: string) => string): Generator<string> {
  for (let index = from; index < to; index += 1) yield text(fakePodJson(index));
}

function bookmark(kind: string, apiVersion: string, initial: boolean): string {
  const annotations = initial ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  return `${JSON.stringify({ type: 'BOOKMARK', object: { kind, apiVersion, metadata: { resourceVersion: version, ...annotations } } })}\n`;
}

async function answerWatch(response: ServerResponse, url: URL, isPods: boolean): Promise<void> {
  const wantsList = url.searchParams.has('sendInitialEvents');
  if (wantsList && !streaming) {
    answer(response, 422, {
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      message:
        'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
      reason: 'Invalid',
      code: 422,
    });
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  if (!wantsList) return;
  if (isPods)
    await pour(
      response,
      podTexts(0, pods, (pod) => `{"type":"ADDED","object":${pod}}\n`),
    );
  response.write(bookmark('Pod', 'v1', true));
}

async function answerPods(response: ServerResponse, url: URL): Promise<void> {
  const from = Number(url.searchParams.get('continue') ?? 0);
  const to = Math.min(pods, from + Number(url.searchParams.get('limit') ?? pods));
  const next = to < pods ? String(to) : '';
  response.writeHead(200, { 'content-type': 'application/json' });
  const metadata = JSON.stringify({ resourceVersion: version, continue: next, remainingItemCount: pods - to });
  response.write(`{"kind":"PodList","apiVersion":"v1","metadata":${metadata},"items":[`);
  let separator = '';
  await pour(
    response,
    podTexts(from, to, (pod) => {
      const text = separator + pod;
      separator = ',';
      return text;
    }),
  );
  response.end(']}');
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const isPods = url.pathname === '/api/v1/pods';
  if (url.pathname === '/version') {
    answer(response, 200, {
      major: '1',
      minor: streaming ? '34' : '31',
      gitVersion: streaming ? 'v1.34.1' : 'v1.31.1',
    });
  } else if (request.method === 'POST') {
    for await (const _ of request) {
      // an access review is allowed whatever it asks
    }
    answer(response, 201, {
      kind: 'SelfSubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      spec: {},
      status: { allowed: true },
    });
  } else if (url.searchParams.has('watch')) {
    await answerWatch(response, url, isPods);
  } else if (isPods) {
    await answerPods(response, url);
  } else if (url.pathname.endsWith('/namespaces/kube-system')) {
    answer(response, 200, {
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: { name: 'kube-system', uid: 'bench-cluster' },
    });
  } else {
    answer(response, 200, { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: version }, items: [] });
  }
}

const server = createServer(
  { cert: certificate('server.crt'), key: certificate('server.key') },
  (request, response) => {
    handle(request, response).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.destroy();
    });
  },
);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}\n`);
});
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
