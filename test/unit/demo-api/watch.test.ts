import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DemoHttp, pick, pickText, type OpenWatch, type WatchLine } from '../../support/demo-http.ts';
import { type LocalDemo, startLocalDemo } from '../../support/local-demo.ts';

let demo: LocalDemo;
let http: DemoHttp;

beforeAll(async () => {
  demo = await startLocalDemo({ keptEvents: 200, bookmarkEvery: 50 });
  http = new DemoHttp(demo.api);
});
afterAll(async () => {
  await http.close();
  await demo.stop();
});

const maps = '/api/v1/namespaces/default/configmaps';
const configMap = (name: string, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels },
});
const nameOf = (line: WatchLine | undefined): string => `${line?.type} ${pickText(line?.object, 'metadata', 'name')}`;

async function revision(): Promise<string> {
  return pickText((await http.get(`${maps}?limit=1`)).body, 'metadata', 'resourceVersion');
}

async function take(watch: OpenWatch, count: number): Promise<(WatchLine | undefined)[]> {
  const lines: (WatchLine | undefined)[] = [];
  for (let index = 0; index < count; index++) lines.push(await watch.next());
  return lines;
}

describe('watch', () => {
  it('tells what happened after the resourceVersion, and then what happens', async () => {
    const from = await revision();
    await http.send('POST', maps, configMap('early'));
    const watch = await http.watch(`${maps}?watch=1&resourceVersion=${from}`);
    await http.send('POST', maps, configMap('late'));
    await http.send('DELETE', `${maps}/early`);
    expect((await take(watch, 3)).map(nameOf)).toEqual(['ADDED early', 'ADDED late', 'DELETED early']);
    watch.close();
  });

  it('resumes from the resourceVersion of the last event without losing or repeating one', async () => {
    const from = await revision();
    const first = await http.watch(`${maps}?watch=true&resourceVersion=${from}`);
    await http.send('POST', maps, configMap('one'));
    const last = await first.next();
    first.close();
    await http.send('POST', maps, configMap('two'));
    const second = await http.watch(
      `${maps}?watch=true&resourceVersion=${pickText(last?.object, 'metadata', 'resourceVersion')}`,
    );
    expect(nameOf(await second.next())).toBe('ADDED two');
    second.close();
  });

  it('starts with everything that is there when no resourceVersion is given', async () => {
    const watch = await http.watch('/api/v1/nodes?watch=1');
    expect((await take(watch, 3)).map(nameOf)).toEqual(['ADDED worker-1', 'ADDED worker-2', 'ADDED worker-3']);
    watch.close();
  });

  it('streams a list with sendInitialEvents and marks its end', async () => {
    const query =
      'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=';
    const watch = await http.watch(`/api/v1/nodes?${query}`);
    const lines = await take(watch, 4);
    expect(lines.map((line) => line?.type)).toEqual(['ADDED', 'ADDED', 'ADDED', 'BOOKMARK']);
    expect(pick(lines[3]?.object, 'metadata', 'annotations')).toEqual({ 'k8s.io/initial-events-end': 'true' });
    expect(lines[3]?.object).toMatchObject({ kind: 'Node', apiVersion: 'v1' });
    watch.close();
  });

  it('refuses sendInitialEvents without resourceVersionMatch with 422', async () => {
    const { code, body } = await http.get('/api/v1/nodes?watch=1&sendInitialEvents=true');
    expect(code).toBe(422);
    expect(pick(body, 'message')).toContain('resourceVersionMatch');
  });

  it('sends bookmarks with the present resourceVersion', async () => {
    const watch = await http.watch(`${maps}?watch=1&allowWatchBookmarks=true&resourceVersion=${await revision()}`);
    const line = await watch.next();
    expect(line?.type).toBe('BOOKMARK');
    expect(pick(line?.object, 'metadata', 'resourceVersion')).toBe(await revision());
    watch.close();
  });

  it('ends after timeoutSeconds', async () => {
    const watch = await http.watch(`${maps}?watch=1&timeoutSeconds=1&resourceVersion=${await revision()}`);
    expect(await watch.next()).toBeUndefined();
  });

  it('tells a watch with a selector that an object begins or ceases to match', async () => {
    const watch = await http.watch(`${maps}?watch=1&labelSelector=on%3Dyes&resourceVersion=${await revision()}`);
    await http.send('POST', maps, configMap('switch'));
    await http.patch(`${maps}/switch`, 'merge', { metadata: { labels: { on: 'yes' } } });
    await http.patch(`${maps}/switch`, 'merge', { metadata: { labels: { extra: 'yes' } } });
    await http.patch(`${maps}/switch`, 'merge', { metadata: { labels: { on: null } } });
    expect((await take(watch, 3)).map(nameOf)).toEqual(['ADDED switch', 'MODIFIED switch', 'DELETED switch']);
    watch.close();
  });

  it('watches as tables', async () => {
    const watch = await http.watch('/api/v1/nodes?watch=1', { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
    const line = await watch.next();
    expect(line?.object).toMatchObject({
      kind: 'Table',
      rows: [{ cells: expect.arrayContaining(['worker-1', 'Ready']) }],
    });
    watch.close();
  });

  it('answers a resourceVersion from before the kept events with an ERROR event of 410', async () => {
    const from = await revision();
    for (let index = 0; index < 210; index++) {
      await demo.cluster.change(() => demo.cluster.store.put('configmaps', { ...configMap('churn'), data: { index } }));
    }
    const watch = await http.watch(`${maps}?watch=1&resourceVersion=${from}`);
    const line = await watch.next();
    expect(line?.type).toBe('ERROR');
    expect(line?.object).toMatchObject({ kind: 'Status', code: 410, reason: 'Expired' });
    expect(pick(line?.object, 'message')).toMatch(/^too old resource version: \d+ \(\d+\)$/);
    expect(await watch.next()).toBeUndefined();
  });
});
