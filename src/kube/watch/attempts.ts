import { PlumblineError } from '../../contracts/errors.ts';
import type { Duration } from '../../contracts/time.ts';
import { type Fields, fieldsOf, isFields, textOf } from '../../inventory/prune/fields.ts';
import type { Clock } from '../clock.ts';
import type { ApiConnection, Query } from '../connection.ts';
import { splitItems } from './items.ts';
import { splitLines } from './lines.ts';
import { guardSilence } from './silence.ts';
import type { WatchSink, WatchTarget } from './sink.ts';
import { readWatchEvent } from './watch-event.ts';

const pageSize = 500;
/** etcd refuses objects above 1.5 MiB; JSON and escaping make them longer. */
const longestObject = 16 * 1024 * 1024;
/** The server ends a watch after this and it is begun anew: load balancers and servers forget idle streams. */
const watchLasts: Duration = 290_000;
/** A watch without a word, not even a bookmark, for this long is begun anew from where it was. */
const silenceLimit: Duration = 90_000;
/** A server that streams no list but ignores the wish for one falls silent; then pages are asked for. */
const listSilenceLimit: Duration = 15_000;

/** How an attempt to watch ended without an error. */
export type WatchEnd =
  | 'ended' // the server ended it, as it does after a while
  | 'silent' // nothing was heard for too long
  | 'gone' // the resource version is too old: list anew
  | 'unsupported'; // a streaming list that never completed

/** One attempt's surroundings. */
export interface Attempt {
  readonly connection: ApiConnection;
  readonly target: WatchTarget;
  readonly sink: WatchSink;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told when the server began to answer a watch. */
  readonly opened: () => void;
  /** Told with every resource version that the watch can be resumed from. */
  readonly reached: (resourceVersion: string) => void;
  /** Told after each batch of a list, with how many objects came so far; undefined once the list is complete. */
  readonly progress: (received: number | undefined) => void;
}

/** Lists page by page; resolves to the resource version to watch from. Throws PlumblineErrors. */
export async function listPages(attempt: Attempt): Promise<string> {
  const { sink } = attempt;
  sink.listing();
  let received = 0;
  let continueToken: string | undefined;
  attempt.progress(received);
  for (;;) {
    const page = await readPage(attempt, continueToken, (objects) => {
      for (const object of objects) sink.put(object);
      received += objects.length;
      attempt.progress(received);
    });
    continueToken = page.continueToken;
    if (continueToken === undefined) {
      sink.listed();
      attempt.reached(page.resourceVersion);
      attempt.progress(undefined);
      return page.resourceVersion;
    }
  }
}

interface PageEnd {
  readonly resourceVersion: string;
  readonly continueToken: string | undefined;
}

async function readPage(
  { connection, target, signal }: Attempt,
  continueToken: string | undefined,
  take: (objects: readonly Fields[]) => void,
): Promise<PageEnd> {
  const response = await connection.request({
    path: target.path,
    query: { limit: pageSize, continue: continueToken },
    operation: `list ${target.words}`,
    signal,
  });
  let rest: unknown;
  for await (const pieces of splitItems(response.body, longestObject)) {
    if (pieces.rest === undefined) take(pieces.items.map((item) => parsed(item, target)).filter(isFields));
    else rest = parsed(pieces.rest, target);
  }
  if (!isFields(rest) || !('items' in rest)) throw noList(target);
  const metadata = fieldsOf(rest, 'metadata');
  return {
    resourceVersion: textOf(metadata, 'resourceVersion'),
    continueToken: textOf(metadata, 'continue') || undefined,
  };
}

function parsed(json: Buffer, target: WatchTarget): unknown {
  try {
    return JSON.parse(json.toString('utf8'));
  } catch {
    throw noList(target);
  }
}

/** Lists as a stream and goes on watching on the same stream. */
export function streamList(attempt: Attempt): Promise<WatchEnd> {
  attempt.sink.listing();
  attempt.progress(0);
  return watch(attempt, { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' }, true);
}

/** Watches from a resource version on. */
export function watchFrom(attempt: Attempt, resourceVersion: string): Promise<WatchEnd> {
  return watch(attempt, { resourceVersion }, false);
}

async function watch(attempt: Attempt, query: Query, startsWithList: boolean): Promise<WatchEnd> {
  const { connection, target, clock } = attempt;
  let listing = startsWithList;
  const guard = guardSilence(attempt.signal, startsWithList ? listSilenceLimit : silenceLimit, clock);
  try {
    const response = await connection.request({
      path: target.path,
      query: {
        watch: 1,
        allowWatchBookmarks: true,
        timeoutSeconds: Math.round((watchLasts * (1 + clock.random() / 4)) / 1000),
        ...query,
      },
      operation: `watch ${target.words}`,
      stream: true,
      signal: guard.signal,
    });
    attempt.opened();
    let received = 0;
    for await (const lines of splitLines(response.body, longestObject)) {
      guard.heard();
      for (const line of lines) {
        const outcome = take(line, attempt, listing);
        if (outcome === 'gone') {
          response.discard();
          return 'gone';
        }
        if (outcome === 'listed') {
          listing = false;
          guard.allow(silenceLimit);
        }
      }
      received += lines.length;
      if (listing) attempt.progress(received);
    }
    // A list that broke off is no list; one that the server ends at once was never understood as one.
    return listing ? 'unsupported' : 'ended';
  } catch (error) {
    if (guard.silent()) return listing ? 'unsupported' : 'silent';
    throw error;
  } finally {
    guard.dispose();
  }
}

function take(line: Buffer, attempt: Attempt, listing: boolean): 'gone' | 'listed' | undefined {
  const event = readWatchEvent(line);
  switch (event.type) {
    case 'put':
      attempt.sink.put(event.object);
      // Within a list the objects' versions are in no order: none of them is a place to resume from.
      if (!listing) attempt.reached(event.resourceVersion);
      return undefined;
    case 'remove':
      attempt.sink.remove(event.object);
      if (!listing) attempt.reached(event.resourceVersion);
      return undefined;
    case 'bookmark':
      if (listing && !event.initialEventsEnd) return undefined;
      if (listing) attempt.sink.listed();
      attempt.reached(event.resourceVersion);
      if (!listing) return undefined;
      attempt.progress(undefined);
      return 'listed';
    case 'error':
      if (event.code === 410) return 'gone';
      throw new PlumblineError(`The server ended the watch of ${attempt.target.words} with an error (${event.code}).`, {
        kind: event.code === 401 ? 'authentication' : event.code === 403 ? 'forbidden' : 'interrupted',
        operation: `watch ${attempt.target.words}`,
        serverMessage: event.message,
        status: event.code,
      });
  }
}

/** What a list that is no list becomes. */
function noList(target: WatchTarget): PlumblineError {
  return new PlumblineError(`The server answered something else than a list of ${target.words}.`, {
    kind: 'protocol',
    operation: `list ${target.words}`,
    nextStep: 'Check the server address: a proxy or another program may answer there.',
  });
}
