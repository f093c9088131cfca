import type { ServerResponse } from 'node:http';
import type { ObjectStore, StoreEvent } from '../store.ts';
import type { Form } from '../wire/accept.ts';
import type { ResourceTarget } from '../wire/request-target.ts';
import { expired, invalid, StatusError } from '../wire/status.ts';
import { checkNotInFuture, includeObjectOf } from './list.ts';
import { booleanParameter, numberParameter, selectionOf } from './selection.ts';
import { bookmark, seenBy, shape, type WatchEvent } from './watch-event.ts';

export interface WatchOptions {
  /** Milliseconds between bookmarks. */
  readonly bookmarkEvery: number;
}

/** The API server ends a watch that nobody bounded after 30 to 60 minutes. */
const longestWatch = 45 * 60_000;

/** A client that does not read is cut off before it costs much memory. */
const maximumBacklog = 16 * 1024 * 1024;

function checkSendInitialEvents(target: ResourceTarget, query: URLSearchParams): boolean {
  const wanted = query.get('sendInitialEvents');
  const match = query.get('resourceVersionMatch');
  const wrong = (field: string, message: string): StatusError =>
    invalid({ ...target.resource, group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
      { reason: 'FieldValueForbidden', field, message: `Forbidden: ${message}` },
    ]);
  if (wanted === null) {
    if (match === null) return false;
    throw wrong(
      'resourceVersionMatch',
      'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    );
  }
  if (match !== 'NotOlderThan') {
    throw wrong('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  }
  return booleanParameter(query, 'sendInitialEvents');
}

/** Serves one watch until its time is up, the client leaves, or it falls too far behind. Throws before the first byte only. */
export function serveWatch(
  store: ObjectStore,
  target: ResourceTarget,
  query: URLSearchParams,
  form: Form,
  response: ServerResponse,
  { bookmarkEvery }: WatchOptions,
): void {
  const { resource } = target;
  const selection = selectionOf(target, query);
  const include = includeObjectOf(query);
  const streamingList = checkSendInitialEvents(target, query);
  const asked = numberParameter(query, 'resourceVersion') ?? 0;
  const bookmarks = booleanParameter(query, 'allowWatchBookmarks');

  const send = (event: WatchEvent): void => {
    if (response.writableLength > maximumBacklog) response.destroy();
    else response.write(`${JSON.stringify(event)}\n`);
  };
  const tell = (event: StoreEvent): void => {
    if (event.plural !== resource.plural) return;
    const seen = seenBy(selection.test, event);
    if (seen !== undefined) send({ type: seen.type, object: shape(resource, seen.object, form, include) });
  };

  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders();

  const failure = startFailure(store, asked, streamingList);
  if (failure !== undefined) {
    send({ type: 'ERROR', object: failure.status });
    response.end();
    return;
  }
  if (streamingList || asked === 0) {
    const initial = query.get('sendInitialEvents') === null || streamingList ? store.list(resource.plural) : [];
    for (const object of initial.filter(selection.test))
      send({ type: 'ADDED', object: shape(resource, object, form, include) });
    if (streamingList && bookmarks) send(bookmark(resource, store.revision, form, true));
  } else {
    for (const event of store.since(asked) ?? []) tell(event);
  }

  const unsubscribe = store.subscribe(tell);
  const mark = (): void => send(bookmark(resource, store.revision, form, false));
  const bookmarkTimer = bookmarks ? setInterval(mark, bookmarkEvery) : undefined;
  const seconds = numberParameter(query, 'timeoutSeconds');
  const endTimer = setTimeout(
    () => {
      if (bookmarks) mark();
      response.end();
    },
    seconds === undefined || seconds === 0 ? longestWatch : seconds * 1000,
  );
  response.on('error', () => response.destroy());
  response.once('close', () => {
    unsubscribe();
    clearInterval(bookmarkTimer);
    clearTimeout(endTimer);
  });
}

/** Why a watch cannot start at `revision`; told as its first and last event, as the watch cache does. */
function startFailure(store: ObjectStore, revision: number, streamingList: boolean): StatusError | undefined {
  if (revision === 0) return undefined;
  try {
    checkNotInFuture(store, revision);
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
  if (streamingList || revision >= store.oldestRevision) return undefined;
  return expired(`too old resource version: ${revision} (${store.oldestRevision})`);
}
