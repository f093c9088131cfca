import type { KubernetesObject } from '../../world/types.ts';
import { apiVersionOf } from '../resources/resource.ts';
import type { ObjectStore } from '../store.ts';
import { type IncludeObject, makeTable, metadataOnly } from '../table/table.ts';
import type { Form } from '../wire/accept.ts';
import type { ResourceTarget } from '../wire/request-target.ts';
import { badRequest, expired, StatusError } from '../wire/status.ts';
import { makeContinue, parseContinue } from './continue-token.ts';
import { numberParameter, selectionOf } from './selection.ts';

interface Page {
  readonly items: readonly KubernetesObject[];
  readonly revision: number;
  readonly next: string | undefined;
  readonly remaining: number | undefined;
}

const keyOf = ({ metadata }: KubernetesObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

const tooOld =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.';

/** Throws 504 for a revision that does not exist yet, as the API server does after waiting for it. */
export function checkNotInFuture(store: ObjectStore, revision: number): void {
  if (revision <= store.revision) return;
  const message = `Too large resource version: ${revision}, current: ${store.revision}`;
  throw new StatusError(504, 'Timeout', `Timeout: ${message}`, {
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  });
}

/** The revision to list at: of the token, of an exact request, or the latest. */
function listRevision(store: ObjectStore, query: URLSearchParams, token: { revision: number } | undefined): number {
  if (token !== undefined) return token.revision;
  const asked = numberParameter(query, 'resourceVersion') ?? 0;
  checkNotInFuture(store, asked);
  return query.get('resourceVersionMatch') === 'Exact' ? asked : store.revision;
}

function readPage(store: ObjectStore, target: ResourceTarget, query: URLSearchParams): Page {
  const { resource } = target;
  const continueText = query.get('continue');
  const token = continueText ? parseContinue(continueText) : undefined;
  if (token === 'invalid') throw badRequest('continue key is not valid: cannot decode the token');
  const selection = selectionOf(target, query);
  const inconsistent = token?.revision === -1;
  const revision = inconsistent ? store.revision : listRevision(store, query, token);
  const all = store.listAt(resource.plural, revision);
  if (all === undefined) {
    if (token === undefined) throw expired(`The resourceVersion for the provided list is too old.`);
    throw expired(tooOld, { continue: makeContinue({ revision: -1, after: token.after }) });
  }
  const after = token?.after ?? '';
  const matching = all.filter((object) => keyOf(object) > after && selection.test(object));
  const limit = numberParameter(query, 'limit') ?? 0;
  if (limit === 0 || matching.length <= limit)
    return { items: matching, revision, next: undefined, remaining: undefined };
  const items = matching.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    revision,
    next: last === undefined ? undefined : makeContinue({ revision, after: keyOf(last) }),
    remaining: selection.narrowed ? undefined : matching.length - limit,
  };
}

const includeValues: readonly IncludeObject[] = ['None', 'Metadata', 'Object'];

/** Query parameter includeObject of Table requests. Throws 400 for a value that is none. */
export function includeObjectOf(query: URLSearchParams): IncludeObject {
  const asked = query.get('includeObject') ?? 'Metadata';
  const include = includeValues.find((value) => value === asked);
  if (include === undefined) throw badRequest(`unrecognized includeObject value: "${asked}"`);
  return include;
}

/** Answers a list request: a page at one revision, in the form the client asked for. */
export function listObjects(store: ObjectStore, target: ResourceTarget, query: URLSearchParams, form: Form): unknown {
  const { items, revision, next, remaining } = readPage(store, target, query);
  const { resource } = target;
  const metadata = {
    resourceVersion: String(revision),
    ...(next === undefined ? {} : { continue: next }),
    ...(remaining === undefined ? {} : { remainingItemCount: remaining }),
  };
  if (form === 'table') return makeTable(resource.columns, items, metadata, includeObjectOf(query), Date.now());
  if (form === 'metadata') {
    const partial = { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata };
    return { ...partial, items: items.map(metadataOnly) };
  }
  // The items of a real list carry neither kind nor apiVersion.
  const bare = items.map(({ apiVersion: _apiVersion, kind: _kind, ...rest }) => rest);
  return { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata, items: bare };
}
