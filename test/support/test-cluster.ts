import type { ServerResponse } from 'node:http';
import { type Asked, type Behaviour, sendJson, sendStatus } from './api-server.ts';

/** A Kubernetes object as a test writes it. */
export interface TestObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

type Stream = { readonly respond: ServerResponse; readonly namespace: string | undefined };

/** What the cluster refuses or cannot do. */
export interface TestClusterOptions {
  /** false: refuses streaming lists with 422, as a server without WatchList does; 'ignores': watches without the list's end. */
  readonly streamingList?: boolean | 'ignores';
  /** Returns the message of a 403, or undefined to allow. */
  readonly forbid?: (asked: Asked) => string | undefined;
  readonly pageSize?: number;
  /** API groups beyond the built-in ones, as discovery tells them: 'cilium.io/v2' to its plurals. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
}

/** A small API server's memory: lists, pages, watches with bookmarks, 410 after `forget`. */
export class TestCluster {
  readonly behaviour: Behaviour;
  readonly #objects = new Map<string, Map<string, TestObject>>();
  readonly #streams = new Map<string, Set<Stream>>();
  readonly #options: TestClusterOptions;
  #version = 100;
  #oldest = 0;

  constructor(options: TestClusterOptions = {}) {
    this.#options = options;
    this.behaviour = (asked, respond) => this.answer(asked, respond);
  }

  /** Adds or replaces an object; watchers hear of it. */
  put(resource: string, object: TestObject): void {
    const table = this.#table(resource);
    const known = table.has(object.metadata.uid);
    this.#version += 1;
    const stamped = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
    table.set(object.metadata.uid, stamped);
    this.#tell(resource, { type: known ? 'MODIFIED' : 'ADDED', object: stamped }, object.metadata.namespace);
  }

  remove(resource: string, uid: string, quietly = false): void {
    const table = this.#table(resource);
    const object = table.get(uid);
    if (object === undefined) return;
    table.delete(uid);
    this.#version += 1;
    const stamped = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
    if (!quietly) this.#tell(resource, { type: 'DELETED', object: stamped }, object.metadata.namespace);
  }

  /** Every resource version so far becomes too old to watch from. */
  forget(): void {
    this.#version += 1;
    this.#oldest = this.#version;
  }

  bookmark(resource: string): void {
    this.#version += 1;
    this.#tell(
      resource,
      { type: 'BOOKMARK', object: { metadata: { resourceVersion: String(this.#version) } } },
      undefined,
    );
  }

  /** Sends a raw line to every watch of a resource. */
  sendRaw(resource: string, line: string): void {
    for (const { respond } of this.#streams.get(resource) ?? []) respond.write(`${line}\n`);
  }

  /** Ends every watch of a resource, as a server does after timeoutSeconds. */
  endWatches(resource: string): void {
    for (const { respond } of this.#streams.get(resource) ?? []) respond.end();
  }

  watches(resource: string): number {
    return this.#streams.get(resource)?.size ?? 0;
  }

  get version(): string {
    return String(this.#version);
  }

  answer(asked: Asked, respond: ServerResponse): void {
    const refusal = this.#options.forbid?.(asked);
    if (refusal !== undefined) {
      sendStatus(respond, 403, 'Forbidden', refusal);
      return;
    }
    if (asked.path === '/version') {
      sendJson(respond, { gitVersion: 'v1.35.0' });
      return;
    }
    if (asked.path.startsWith('/apis') && this.#answerDiscovery(asked.path, respond)) return;
    const match = /^\/(?:api|apis\/[^/]+)\/v\w+(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?$/.exec(asked.path);
    const [, namespace, resource = '', name] = match ?? [];
    if (match === null) sendStatus(respond, 404, 'NotFound', 'the server could not find the requested resource');
    else if (name !== undefined) this.#answerOne(respond, resource, namespace, name);
    else if (asked.query.get('watch') === '1') this.#answerWatch(asked, respond, resource, namespace);
    else this.#answerList(asked, respond, resource, namespace);
  }

  #answerDiscovery(path: string, respond: ServerResponse): boolean {
    const { groups = {} } = this.#options;
    const [, , version] = /^(\/apis\/([^/]+\/[^/]+))$/.exec(path) ?? [];
    if (path !== '/apis' && version === undefined) return false;
    sendJson(
      respond,
      version === undefined
        ? {
            kind: 'APIGroupList',
            groups: Object.keys(groups).map((groupVersion) => ({ versions: [{ groupVersion }] })),
          }
        : { kind: 'APIResourceList', resources: (groups[version] ?? []).map((name) => ({ name })) },
    );
    return true;
  }

  #answerOne(respond: ServerResponse, resource: string, namespace: string | undefined, name: string): void {
    const found = this.#within(resource, namespace).find((object) => object.metadata.name === name);
    if (found === undefined) sendStatus(respond, 404, 'NotFound', `${resource} "${name}" not found`);
    else sendJson(respond, found);
  }

  #answerList(asked: Asked, respond: ServerResponse, resource: string, namespace: string | undefined): void {
    const all = this.#within(resource, namespace);
    const limit = this.#options.pageSize ?? Number(asked.query.get('limit') ?? all.length);
    const from = Number(asked.query.get('continue') ?? 0);
    const next = from + limit;
    sendJson(respond, {
      kind: 'List',
      metadata: { resourceVersion: this.version, ...(next < all.length ? { continue: String(next) } : {}) },
      items: all.slice(from, next),
    });
  }

  #answerWatch(asked: Asked, respond: ServerResponse, resource: string, namespace: string | undefined): void {
    const initial = asked.query.get('sendInitialEvents') === 'true';
    if (initial && this.#options.streamingList === false) {
      sendStatus(
        respond,
        422,
        'Invalid',
        'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
      );
      return;
    }
    respond.writeHead(200, { 'content-type': 'application/json' });
    const from = asked.query.get('resourceVersion');
    if (from !== null && Number(from) < this.#oldest) {
      respond.end(
        `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' } })}\n`,
      );
      return;
    }
    respond.flushHeaders();
    if (initial) {
      for (const object of this.#within(resource, namespace))
        respond.write(`${JSON.stringify({ type: 'ADDED', object })}\n`);
      if (this.#options.streamingList !== 'ignores') {
        const metadata = { resourceVersion: this.version, annotations: { 'k8s.io/initial-events-end': 'true' } };
        respond.write(`${JSON.stringify({ type: 'BOOKMARK', object: { metadata } })}\n`);
      }
    }
    const stream: Stream = { respond, namespace };
    const streams = this.#streams.get(resource) ?? new Set();
    this.#streams.set(resource, streams.add(stream));
    respond.on('close', () => streams.delete(stream));
  }

  #tell(resource: string, event: unknown, namespace: string | undefined): void {
    for (const stream of this.#streams.get(resource) ?? []) {
      if (stream.namespace === undefined || stream.namespace === namespace)
        stream.respond.write(`${JSON.stringify(event)}\n`);
    }
  }

  #within(resource: string, namespace: string | undefined): readonly TestObject[] {
    return [...this.#table(resource).values()].filter(
      (object) => namespace === undefined || object.metadata.namespace === namespace,
    );
  }

  #table(resource: string): Map<string, TestObject> {
    const table = this.#objects.get(resource) ?? new Map<string, TestObject>();
    this.#objects.set(resource, table);
    return table;
  }
}
