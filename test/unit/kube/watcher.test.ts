import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Freshness } from '../../../src/contracts/cluster.ts';
import type { PlumblineError } from '../../../src/contracts/errors.ts';
import { fieldsOf, textOf } from '../../../src/inventory/prune/fields.ts';
import { type Clock, systemClock } from '../../../src/kube/clock.ts';
import type { ApiConnection } from '../../../src/kube/connection.ts';
import type { ServerAbilities, WatchSink } from '../../../src/kube/watch/sink.ts';
import { startWatcher, type Watcher } from '../../../src/kube/watch/watcher.ts';
import { type ApiServer, sendStatus, startApiServer } from '../../support/api-server.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';
import { TestCluster, type TestClusterOptions } from '../../support/test-cluster.ts';
import { hurriedClock } from './hurried-clock.ts';
import { openTestConnection } from './open-test-connection.ts';

/** Backoffs of seconds pass in a moment. */
const hurried = () => hurriedClock(100);
/** A minute and a half of silence does too. */
const impatient = () => hurriedClock(300);

let folder: TestFolder;
const ending: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await testFolder();
});
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
  await folder.remove();
});

/** What a watcher told its sink. */
class Seen implements WatchSink {
  readonly names = new Map<string, string>();
  readonly states: Freshness[] = [];
  readonly problems: (PlumblineError | undefined)[] = [];
  #listed: Set<string> | undefined;
  lists = 0;
  /** The reader of the object of this name throws, once. */
  failOn: string | undefined;

  listing(): void {
    this.#listed = new Set();
  }
  put(object: Parameters<WatchSink['put']>[0]): void {
    const metadata = fieldsOf(object, 'metadata');
    if (this.failOn !== undefined && textOf(metadata, 'name') === this.failOn) {
      this.failOn = undefined;
      throw new Error(`the reader failed on ${textOf(metadata, 'name')}`);
    }
    this.#listed?.add(textOf(metadata, 'uid'));
    this.names.set(textOf(metadata, 'uid'), textOf(metadata, 'name'));
  }
  remove(object: Parameters<WatchSink['remove']>[0]): void {
    this.names.delete(textOf(fieldsOf(object, 'metadata'), 'uid'));
  }
  listed(): void {
    this.lists += 1;
    for (const uid of this.names.keys()) if (this.#listed?.has(uid) === false) this.names.delete(uid);
    this.#listed = undefined;
  }
  freshness(freshness: Freshness): void {
    this.states.push(freshness);
  }
  get state(): Freshness | undefined {
    return this.states.at(-1);
  }
  get sorted(): string[] {
    return [...this.names.values()].sort();
  }
}

interface Bench {
  readonly cluster: TestCluster;
  readonly server: ApiServer;
  readonly seen: Seen;
  readonly watcher: Watcher;
  readonly abilities: ServerAbilities;
  readonly connection: ApiConnection;
}

async function watchPods(
  options: TestClusterOptions = {},
  clock: Clock = hurried(),
  prepare?: (cluster: TestCluster, server: ApiServer) => void,
): Promise<Bench> {
  const cluster = new TestCluster(options);
  cluster.put('pods', pod('a'));
  cluster.put('pods', pod('b'));
  const server = await startApiServer({ behaviour: cluster.behaviour });
  prepare?.(cluster, server);
  const connection = await openTestConnection(folder, { server: server.url });
  const seen = new Seen();
  const abilities: ServerAbilities = { streamingList: undefined };
  const ended = new AbortController();
  const watcher = startWatcher({
    connection,
    clock,
    abilities,
    sink: seen,
    target: { words: 'pods', path: '/api/v1/pods' },
    signal: ended.signal,
    onProblem: (error) => seen.problems.push(error),
  });
  ending.push(async () => {
    ended.abort();
    await watcher.done;
    await connection.close();
    await server.close();
  });
  return { cluster, server, seen, watcher, abilities, connection };
}

const pod = (name: string) => ({ metadata: { name, namespace: 'shop', uid: `uid-${name}` } });
const live = (bench: Bench) => waitUntil('live', () => bench.seen.state?.state === 'live');
const watchesAsked = (bench: Bench) => bench.server.asked.filter((asked) => asked.query.get('watch') === '1');

describe('a streaming list', () => {
  it('asks for initial events and bookmarks, and goes on as the watch', async () => {
    const bench = await watchPods();
    await live(bench);
    bench.cluster.put('pods', pod('c'));
    await waitUntil('c', () => bench.seen.names.has('uid-c'));
    expect(bench.seen.sorted).toEqual(['a', 'b', 'c']);
    expect(bench.server.asked.length).toBe(1);
    const query = bench.server.asked[0]?.query;
    expect([
      query?.get('sendInitialEvents'),
      query?.get('resourceVersionMatch'),
      query?.get('allowWatchBookmarks'),
    ]).toEqual(['true', 'NotOlderThan', 'true']);
    expect(bench.abilities.streamingList).toBe(true);
  });

  it('gives way to pages on a server that refuses it, and is not tried again', async () => {
    const bench = await watchPods({ streamingList: false, pageSize: 1 });
    await live(bench);
    expect(bench.abilities.streamingList).toBe(false);
    expect(bench.seen.sorted).toEqual(['a', 'b']);
    const pages = bench.server.asked.filter((asked) => asked.query.has('limit'));
    expect(pages.map((asked) => [asked.query.get('limit'), asked.query.get('continue')])).toEqual([
      ['500', null],
      ['500', '1'],
    ]);
    // It is live with the last page; the watch is asked for after that.
    await waitUntil(
      'the watch',
      () => watchesAsked(bench).at(-1)?.query.get('resourceVersion') === bench.cluster.version,
    );
  });

  it('gives way to pages on a server that takes the request but never ends the list', async () => {
    const bench = await watchPods({ streamingList: 'ignores' }, impatient());
    await live(bench);
    expect(bench.abilities.streamingList).toBe(false);
    expect(bench.seen.sorted).toEqual(['a', 'b']);
  });
});

describe('a watch that ends', () => {
  it('is begun anew from the last bookmark', async () => {
    const bench = await watchPods();
    await live(bench);
    bench.cluster.bookmark('pods');
    const version = bench.cluster.version;
    bench.cluster.endWatches('pods');
    await waitUntil('second watch', () => watchesAsked(bench).length === 2);
    expect(watchesAsked(bench)[1]?.query.get('resourceVersion')).toBe(version);
    expect(bench.seen.lists).toBe(1);
  });

  it('after hours of silence is begun anew from where it was, without being called stale', async () => {
    const bench = await watchPods({}, impatient());
    await live(bench);
    await waitUntil('the third watch', () => watchesAsked(bench).length >= 3);
    expect(bench.seen.lists).toBe(1);
    expect(bench.seen.states.filter(({ state }) => state === 'stale')).toEqual([]);
  });

  it('is begun anew at once when the machine woke up', async () => {
    const bench = await watchPods({}, systemClock);
    await live(bench);
    bench.watcher.wake();
    await waitUntil('second watch', () => watchesAsked(bench).length === 2);
    expect(bench.seen.lists).toBe(1);
  });

  it.each(['in the stream', 'as a status'])(
    'with 410 %s lists anew, and what was deleted meanwhile vanishes',
    async (how) => {
      const bench = await watchPods();
      await live(bench);
      bench.cluster.remove('pods', 'uid-a', true);
      bench.cluster.put('pods', pod('c'));
      bench.cluster.forget();
      if (how === 'as a status') {
        bench.server.behave((asked, respond) => {
          if (asked.query.has('resourceVersion')) sendStatus(respond, 410, 'Expired', 'too old resource version');
          else bench.cluster.answer(asked, respond);
        });
      }
      bench.cluster.endWatches('pods');
      await waitUntil('a second list', () => bench.seen.lists === 2);
      expect(bench.seen.sorted).toEqual(['b', 'c']);
      await live(bench);
    },
  );

  it('with a garbled line lists anew, says so, and does not crash', async () => {
    const bench = await watchPods();
    await live(bench);
    bench.cluster.sendRaw('pods', 'HTTP/1.1 502 Bad Gateway');
    await waitUntil('a second list', () => bench.seen.lists === 2);
    const stale = bench.seen.states.find(({ state }) => state === 'stale');
    expect(stale).toMatchObject({
      sentence: 'The server sent a line in a watch that is no watch event. HTTP/1.1 502 Bad Gateway',
    });
    await live(bench);
  });

  it('with an object of an odd shape passes over it', async () => {
    const bench = await watchPods();
    await live(bench);
    bench.cluster.sendRaw('pods', '{"type":"ADDED","object":{"metadata":null,"spec":[1]}}');
    bench.cluster.put('pods', pod('c'));
    await waitUntil('c', () => bench.seen.names.has('uid-c'));
    expect(bench.seen.lists).toBe(1);
  });

  it('whose reader fails on an object says so, crashes nothing, and is begun anew from before that object', async () => {
    const bench = await watchPods();
    await live(bench);
    bench.seen.failOn = 'c';
    const { version } = bench.cluster;
    bench.cluster.put('pods', pod('c'));
    await waitUntil('stale', () => bench.seen.states.some(({ state }) => state === 'stale'));
    expect(bench.seen.states.find(({ state }) => state === 'stale')).toMatchObject({
      sentence: 'Something unexpected happened while watching pods. the reader failed on c',
    });
    await live(bench);
    expect(watchesAsked(bench).at(-1)?.query.get('resourceVersion')).toBe(version);
  });
});

describe('a server in trouble', () => {
  it('that resets every connection makes the list stale with a sentence, and is tried until it works', async () => {
    const bench = await watchPods();
    await live(bench);
    bench.server.behave((_asked, respond) => respond.destroy());
    bench.server.reset();
    await waitUntil('stale', () => bench.seen.state?.state === 'stale');
    expect(bench.seen.state).toMatchObject({ sentence: expect.stringContaining('broke the connection') });
    await waitUntil('several tries', () => bench.seen.problems.length >= 4);
    expect(bench.seen.sorted).toEqual(['a', 'b']);
    bench.server.behave(bench.cluster.behaviour);
    await live(bench);
    expect(bench.seen.problems.at(-1)).toBeUndefined();
  });

  it('that refuses (401) leaves the list stale, not empty', async () => {
    const bench = await watchPods();
    await live(bench);
    bench.server.behave((_asked, respond) => sendStatus(respond, 401, 'Unauthorized', 'Unauthorized'));
    bench.cluster.endWatches('pods');
    await waitUntil('stale', () => bench.seen.state?.state === 'stale');
    expect(bench.seen.sorted).toEqual(['a', 'b']);
  });

  it('that forbids (403) says so in its own words, and asks again later', async () => {
    let forbidden = true;
    const message = 'pods is forbidden: User "jane" cannot list resource "pods"';
    const bench = await watchPods({ forbid: () => (forbidden ? message : undefined) });
    await waitUntil('denied', () => bench.seen.state?.state === 'denied');
    expect(bench.seen.state).toEqual({ state: 'denied', sentence: `You may not watch pods (403). ${message}` });
    forbidden = false;
    await live(bench);
  });

  it('that was not there at first is found when it comes up', async () => {
    const bench = await watchPods({}, hurried(), (_cluster, server) =>
      server.behave((_asked, respond) => sendStatus(respond, 503, 'ServiceUnavailable', 'starting')),
    );
    await waitUntil('stale', () => bench.seen.state?.state === 'stale');
    bench.server.behave(bench.cluster.behaviour);
    await live(bench);
    expect(bench.seen.sorted).toEqual(['a', 'b']);
  });
});
