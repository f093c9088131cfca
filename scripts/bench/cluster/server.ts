/*
 * An API server with many objects and nothing else, as a process of its own, so that what it costs is not counted.
 * Arguments: the shape as JSON, and 'streaming' or 'paged' (as servers before 1.32 list). Prints its URL, serves until its
 * stdin ends. A line on stdin is a number of pod events per second from then on, 'edit N', which edits the NetworkPolicy of
 * that number as an operator does, or 'requests', which prints what was asked of it so far as one line of JSON, with the
 * events it has sent.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { createInterface } from 'node:readline';
import { certificate } from '../../../test/support/api-server.ts';
import { Churn } from './churn.ts';
import { countsOf, deploymentJson, endpointSliceJson, namespaceJson, nodeJson, serviceJson } from './other-texts.ts';
import { podText } from './pod-text.ts';
import { policyJson } from './policy-texts.ts';
import { pour } from './pour.ts';
import { RequestLog } from './request-log.ts';
import type { ClusterShape } from './shape.ts';

// What starts it writes a ClusterShape there.
const shape = JSON.parse(process.argv[2] ?? '') as ClusterShape;
const streaming = process.argv[3] !== 'paged';
const log = new RequestLog();
const churn = new Churn(shape.pods);
const podWatches = new Set<ServerResponse>();
const policyWatches = new Set<ServerResponse>();
/** How often each NetworkPolicy was edited. */
const edits = new Map<number, number>();
/** As API servers send them. */
const bookmarkEvery = 60_000;
let version = 2_000_000;
let events = 0;

/** The objects of a kind in their order. */
interface Collection {
  readonly kind: string;
  readonly apiVersion: string;
  readonly count: number;
  readonly json: (index: number) => string;
}

const counts = countsOf(shape);
const collection = (kind: string, apiVersion: string, plural: string, json: (index: number) => string): Collection => ({
  kind,
  apiVersion,
  count: counts[plural] ?? 0,
  json,
});
const runningPod = (index: number) =>
  podText(shape, { index, generation: churn.generations[index] ?? 0, stage: 'running', version: 1_000_000 + index });
const collections: Readonly<Record<string, Collection>> = {
  pods: { kind: 'Pod', apiVersion: 'v1', count: shape.pods, json: runningPod },
  nodes: collection('Node', 'v1', 'nodes', nodeJson),
  namespaces: collection('Namespace', 'v1', 'namespaces', namespaceJson),
  services: collection('Service', 'v1', 'services', (index) => serviceJson(shape, index)),
  deployments: collection('Deployment', 'apps/v1', 'deployments', (index) => deploymentJson(shape, index)),
  endpointslices: collection('EndpointSlice', 'discovery.k8s.io/v1', 'endpointslices', (index) =>
    endpointSliceJson(shape, index),
  ),
  networkpolicies: collection('NetworkPolicy', 'networking.k8s.io/v1', 'networkpolicies', (index) =>
    policyJson(shape, index, edits.get(index)),
  ),
};
const nothing: Collection = { kind: 'List', apiVersion: 'v1', count: 0, json: () => '' };

function* texts(of: Collection, from: number, to: number, around: (json: string) => string): Generator<string> {
  for (let index = from; index < to; index += 1) yield around(of.json(index));
}

function bookmark({ kind, apiVersion }: Collection, isEndOfList = false): string {
  const annotations = isEndOfList ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  const metadata = { resourceVersion: String(version), ...annotations };
  return `${JSON.stringify({ type: 'BOOKMARK', object: { kind, apiVersion, metadata } })}\n`;
}

async function answerWatch(response: ServerResponse, url: URL, plural: string): Promise<void> {
  const of = collections[plural] ?? nothing;
  const wantsList = url.searchParams.has('sendInitialEvents');
  const ended = log.watch(plural);
  response.on('close', ended);
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
  if (wantsList) {
    await pour(
      response,
      texts(of, 0, of.count, (json) => `{"type":"ADDED","object":${json}}\n`),
    );
    response.write(bookmark(of, true));
  }
  const lasts = Number(url.searchParams.get('timeoutSeconds') ?? 300);
  const end = setTimeout(() => response.end(), lasts * 1000);
  const bookmarks = setInterval(() => response.write(bookmark(of)), bookmarkEvery);
  response.on('close', () => {
    clearTimeout(end);
    clearInterval(bookmarks);
  });
  const watches = { pods: podWatches, networkpolicies: policyWatches }[plural];
  watches?.add(response);
  response.on('close', () => watches?.delete(response));
}

async function answerList(response: ServerResponse, url: URL, plural: string): Promise<void> {
  const of = collections[plural] ?? nothing;
  const from = Number(url.searchParams.get('continue') ?? 0);
  const to = Math.min(of.count, from + Number(url.searchParams.get('limit') ?? of.count));
  log.list(plural, to - from);
  response.writeHead(200, { 'content-type': 'application/json' });
  const metadata = JSON.stringify({
    resourceVersion: String(version),
    continue: to < of.count ? String(to) : '',
    remainingItemCount: of.count - to,
  });
  response.write(`{"kind":"${of.kind}List","apiVersion":"${of.apiVersion}","metadata":${metadata},"items":[`);
  let separator = '';
  await pour(
    response,
    texts(of, from, to, (json) => {
      const text = separator + json;
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

const notFound = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 };

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const list = /^\/(?:api\/v1|apis\/[a-z0-9.]+\/v1)\/([a-z]+)$/.exec(url.pathname)?.[1];
  if (request.method !== 'GET') {
    log.other(`${request.method} ${url.pathname}`);
    for await (const _ of request) {
      // an access review is allowed whatever it asks
    }
    const review = { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1' };
    answer(response, 201, { ...review, spec: {}, status: { allowed: true } });
  } else if (list !== undefined && url.searchParams.has('watch')) {
    await answerWatch(response, url, list);
  } else if (list !== undefined) {
    await answerList(response, url, list);
  } else {
    log.other(`GET ${url.pathname.replace(/(configmaps)\/.*/, '$1/NAME')}`);
    if (url.pathname === '/version') {
      const minor = streaming ? '34' : '31';
      answer(response, 200, { major: '1', minor, gitVersion: `v1.${minor}.1` });
    } else if (url.pathname === '/apis') {
      answer(response, 200, { kind: 'APIGroupList', apiVersion: 'v1', groups: [] });
    } else if (url.pathname.endsWith('/namespaces/kube-system')) {
      const metadata = { name: 'kube-system', uid: 'bench-cluster' };
      answer(response, 200, { kind: 'Namespace', apiVersion: 'v1', metadata });
    } else answer(response, 404, { ...notFound, message: 'not found' });
  }
}

/** Sends so many pod events per second, in small bunches as etcd's watchers get them. */
function sendEvents(perSecond: number): void {
  let owed = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    owed += ((now - last) / 1000) * perSecond;
    last = now;
    let lines = '';
    for (; owed >= 1; owed -= 1) {
      version += 1;
      const { type, ...state } = churn.next();
      lines += `{"type":"${type}","object":${podText(shape, { ...state, version })}}\n`;
      events += 1;
    }
    for (const watch of podWatches) watch.write(lines);
  }, 20);
}

function editPolicy(index: number): void {
  const edited = (edits.get(index) ?? 0) + 1;
  edits.set(index, edited);
  for (const watch of policyWatches) watch.write(`{"type":"MODIFIED","object":${policyJson(shape, index, edited)}}\n`);
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
const orders = createInterface({ input: process.stdin });
orders.on('line', (line) => {
  if (line === 'requests') process.stdout.write(`${JSON.stringify({ ...log.counts(), events })}\n`);
  else if (line.startsWith('edit ')) editPolicy(Number(line.slice('edit '.length)));
  else sendEvents(Number(line));
});
orders.on('close', () => process.exit(0));
