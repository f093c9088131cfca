import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCluster } from '../../../src/cluster-worker/open-cluster.ts';
import type { Cluster } from '../../../src/contracts/cluster.ts';
import { watchedResources } from '../../../src/kube/watch/resources.ts';
import { type ApiServer, type Asked, startApiServer } from '../../support/api-server.ts';
import { kubeconfigText, type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';
import { TestCluster, type TestClusterOptions } from '../../support/test-cluster.ts';
import { waitUntil } from '../../support/wait-until.ts';

let folder: TestFolder;
let server: ApiServer | undefined;
let cluster: Cluster | undefined;

beforeEach(async () => {
  folder = await testFolder();
});
afterEach(async () => {
  await cluster?.close();
  await server?.close();
  await folder.remove();
});

/** Opens a session on a server with 1,200 pods that records what it is asked; resolves once all is live. */
async function session(options: TestClusterOptions): Promise<{ readonly asked: Asked[]; readonly world: TestCluster }> {
  const world = new TestCluster(options);
  const asked: Asked[] = [];
  world.put('namespaces', { metadata: { name: 'kube-system', uid: 'the-cluster' } });
  for (let pod = 0; pod < 1200; pod += 1) {
    world.put('pods', { metadata: { name: `web-${pod}`, namespace: 'shop', uid: `uid-${pod}` } });
  }
  server = await startApiServer({
    behaviour: (request, respond, body) => {
      asked.push(request);
      return world.behaviour(request, respond, body);
    },
  });
  const kubeconfig = await folder.write('config', kubeconfigText({ name: 'polite', server: server.url }));
  const opened = openCluster({ kubeconfig, mode: 'observe' });
  cluster = opened;
  await waitUntil('everything to be live', () => {
    const { resources, counts } = opened.status.getSnapshot();
    return counts.pods === 1200 && watchedResources.every((resource) => resources[resource].state === 'live');
  });
  return { asked, world };
}

const isWatch = ({ query }: Asked): boolean => query.get('watch') === '1';
const plural = ({ path }: Asked): string => path.slice(path.lastIndexOf('/') + 1);
const isListPath = (asked: Asked): boolean => watchedResources.some((resource) => resource === plural(asked));

describe('the API server', () => {
  it('is asked for one stream of each kind, which is list and watch in one', async () => {
    const { asked, world } = await session({});
    const streams = asked.filter(isListPath);
    expect(streams.map(plural).sort()).toEqual([...watchedResources].sort());
    expect(streams.every(isWatch)).toBe(true);
    expect(watchedResources.map((resource) => world.watches(resource))).toEqual(watchedResources.map(() => 1));
  });

  it('is asked for pages of five hundred where it streams no lists, and then for one watch of each kind', async () => {
    const { asked, world } = await session({ streamingList: false });
    const pages = asked.filter((one) => isListPath(one) && !isWatch(one));
    expect(pages.every(({ query }) => query.get('limit') === '500')).toBe(true);
    expect(pages.filter((one) => plural(one) === 'pods')).toHaveLength(3);
    expect(watchedResources.map((resource) => world.watches(resource))).toEqual(watchedResources.map(() => 1));
  });

  it('is asked to go on from where it was, not for everything anew, when it ends a watch', async () => {
    const { asked, world } = await session({});
    const from = world.version;
    const before = asked.length;
    // A watch that ends at once did not work, and is begun anew with a pause.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    world.endWatches('pods');
    await waitUntil('the watch of pods again', () => asked.slice(before).some((one) => plural(one) === 'pods'));
    const again = asked.slice(before).filter((one) => plural(one) === 'pods');
    expect(again.map(({ query }) => [query.get('sendInitialEvents'), query.get('resourceVersion')])).toEqual([
      [null, from],
    ]);
  });

  it('is asked for nothing twice at the start, and reads ConfigMaps by name', async () => {
    const { asked } = await session({});
    const single = asked.filter((one) => !isListPath(one) && !one.path.startsWith('/apis') && one.path !== '/version');
    const paths = single.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.every((path) => /namespaces\/[^/]+(\/configmaps\/[^/]+)?$/.test(path))).toBe(true);
  });
});
