import { isWorkload } from '../world/guards.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KubernetesObject } from '../world/types.ts';
import { attributesOf, checkAllowed } from './access/guard.ts';
import type { User } from './access/users.ts';
import { podSecurityWarning } from './admission/pod-security.ts';
import type { Cluster } from './cluster.ts';
import { serveLog } from './logs/serve-log.ts';
import { ownedByApplier, serverSideApply } from './apply/server-side-apply.ts';
import { applyPatch, applyType } from './patch/apply-patch.ts';
import { includeObjectOf, listObjects } from './read/list.ts';
import { booleanParameter } from './read/selection.ts';
import { serveWatch, type WatchOptions } from './read/watch.ts';
import { shape } from './read/watch-event.ts';
import type { Verb } from './resources/resource.ts';
import { answerReview } from './reviews.ts';
import { type Form, negotiateForm } from './wire/accept.ts';
import { asObject, mediaType, parseBody, readBody } from './wire/body.ts';
import type { ResourceTarget } from './wire/request-target.ts';
import { badRequest, methodNotAllowed, notFound } from './wire/status.ts';
import { createObject } from './write/create.ts';
import { deleteCollection, deleteObject, deleteOptions } from './write/remove.ts';
import { scaleOf, withScale } from './write/scale.ts';
import { updateObject } from './write/update.ts';
import { checkApplier, isDryRun, type WriteOptions, writeOptions } from './write/write-options.ts';

export interface ApiContext {
  readonly cluster: Cluster;
  readonly watch: WatchOptions;
  /** When the API began to serve, milliseconds since the epoch. */
  readonly servedSince: number;
  /** Who asks. */
  readonly user: User;
  /** The user whom a token belongs to. */
  readonly userOf: (token: string) => User | undefined;
}

export interface Answer {
  readonly code: number;
  readonly body: unknown;
  /** What the client is warned of beside its answer. */
  readonly warning?: string | undefined;
}

const ok = (body: unknown): Answer => ({ code: 200, body });

/** The verb of a request, as the API server's RequestInfo names it. Throws 405 for a method that has none. */
function verbOf(method: string, { name }: ResourceTarget, query: URLSearchParams): Verb {
  const collection = name === undefined;
  if (method === 'GET' || method === 'HEAD') {
    if (booleanParameter(query, 'watch')) return 'watch';
    return collection ? 'list' : 'get';
  }
  if (method === 'POST' && collection) return 'create';
  if (method === 'PUT' && !collection) return 'update';
  if (method === 'PATCH' && !collection) return 'patch';
  if (method === 'DELETE') return collection ? 'deletecollection' : 'delete';
  throw methodNotAllowed();
}

function checkVerb({ resource, subresource }: ResourceTarget, verb: Verb): void {
  const verbs =
    subresource === undefined ? resource.verbs : resource.subresources.find(({ name }) => name === subresource)?.verbs;
  if (verbs === undefined) throw notFound(resource, subresource ?? '');
  if (!verbs.includes(verb)) throw methodNotAllowed();
}

function getObject({ cluster }: ApiContext, target: ResourceTarget, query: URLSearchParams, form: Form): Answer {
  const { resource, namespace = '', name = '' } = target;
  const object = cluster.store.get(resource.plural, namespace, name);
  if (object === undefined) throw notFound(resource, name);
  if (target.subresource === 'scale' && isWorkload(object)) return ok(scaleOf(object));
  return ok(shape(resource, object, form, includeObjectOf(query)));
}

async function create(
  context: ApiContext,
  target: ResourceTarget,
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<Answer> {
  const { cluster } = context;
  const body = asObject(parseBody(await readBody(request), mediaType(request.headers['content-type'])));
  if (target.resource.verbs.length === 1)
    return { code: 201, body: answerReview(body, { ...context, store: cluster.store }) };
  if (target.resource.namespaced && target.namespace === undefined)
    throw badRequest('an object of this kind needs a namespace');
  const options = writeOptions(query, request.headers['user-agent']);
  const created = await cluster.change(() => createObject(cluster.store, target, body, options));
  return { code: 201, body: created, warning: podSecurityWarning(cluster.store, created) };
}

/** Stores what `change` makes of the present object, or of its scale. Throws 404 when there is none. */
function rewrite(
  { cluster }: ApiContext,
  target: ResourceTarget,
  options: WriteOptions,
  change: (present: KubernetesObject) => KubernetesObject,
): Promise<KubernetesObject> {
  const { resource, namespace = '', name = '', subresource } = target;
  return cluster.change(() => {
    const present = cluster.store.get(resource.plural, namespace, name);
    if (present === undefined) throw notFound(resource, name);
    if (subresource !== 'scale' || !isWorkload(present))
      return updateObject(cluster.store, target, change(present), options);
    const scaled = withScale(resource, present, change(scaleOf(present)));
    const stored = updateObject(cluster.store, { ...target, subresource: undefined }, scaled, options);
    return isWorkload(stored) ? scaleOf(stored) : stored;
  });
}

async function update(
  context: ApiContext,
  target: ResourceTarget,
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<Answer> {
  const body = asObject(parseBody(await readBody(request), mediaType(request.headers['content-type'])));
  const options = writeOptions(query, request.headers['user-agent']);
  return ok(await rewrite(context, target, options, () => body));
}

async function patch(
  context: ApiContext,
  target: ResourceTarget,
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<Answer> {
  const type = mediaType(request.headers['content-type']);
  const body = parseBody(await readBody(request), type);
  const options = writeOptions(query, request.headers['user-agent']);
  if (type === applyType) return apply(context, target, asObject(body), query, options);
  return ok(await rewrite(context, target, options, (present) => applyPatch(present, type, body)));
}

/** Server-side apply: makes the object, or lays the configuration over the one that is there. */
async function apply(
  context: ApiContext,
  target: ResourceTarget,
  applied: KubernetesObject,
  query: URLSearchParams,
  { dryRun, manager: name = '' }: WriteOptions,
): Promise<Answer> {
  const { resource, namespace = '', name: objectName = '', subresource } = target;
  checkApplier(resource, query);
  if (applied.metadata['managedFields'] !== undefined) throw badRequest('metadata.managedFields must be nil');
  const manager = { name, operation: 'Apply', subresource } as const;
  const force = booleanParameter(query, 'force');
  const { store } = context.cluster;
  if (store.get(resource.plural, namespace, objectName) === undefined && subresource === undefined) {
    checkAllowed(store, context.user, attributesOf(target, 'create'));
    const owned = ownedByApplier(applied, applied, manager, Date.now());
    return { code: 201, body: await context.cluster.change(() => createObject(store, target, owned, { dryRun })) };
  }
  return ok(
    await rewrite(context, target, { dryRun }, (present) =>
      serverSideApply(present, applied, manager, { force, now: Date.now() }),
    ),
  );
}

async function remove(
  { cluster }: ApiContext,
  target: ResourceTarget,
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<Answer> {
  const body = parseBody(await readBody(request), mediaType(request.headers['content-type']));
  const options = deleteOptions(body, query, isDryRun(query));
  return ok(
    await cluster.change((): unknown =>
      target.name === undefined
        ? deleteCollection(cluster.store, target, query, options)
        : deleteObject(cluster.store, target, options),
    ),
  );
}

/** Serves a request for a resource. Answers it, or returns undefined when it streams its answer itself. Throws StatusError. */
export async function handleResource(
  context: ApiContext,
  target: ResourceTarget,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer | undefined> {
  const verb = verbOf(request.method ?? 'GET', target, query);
  checkAllowed(context.cluster.store, context.user, attributesOf(target, verb));
  checkVerb(target, verb);
  const { store } = context.cluster;
  if (target.subresource === 'log') {
    await serveLog(context.cluster, target, query, response, context.servedSince);
    return undefined;
  }
  if (target.subresource === 'exec' || target.subresource === 'attach') throw badRequest('Upgrade request required');
  const form = negotiateForm(request.headers.accept);
  switch (verb) {
    case 'watch':
      serveWatch(store, target, query, form, response, context.watch);
      return undefined;
    case 'list':
      return ok(listObjects(store, target, query, form));
    case 'get':
      return getObject(context, target, query, form);
    case 'create':
      return create(context, target, request, query);
    case 'update':
      return update(context, target, request, query);
    case 'patch':
      return patch(context, target, request, query);
    case 'delete':
    case 'deletecollection':
      return remove(context, target, request, query);
  }
}
