import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DemoHttp, itemNames, pick, pickList, pickText } from '../../support/demo-http.ts';
import { type LocalDemo, startLocalDemo } from '../../support/local-demo.ts';

let demo: LocalDemo;
let http: DemoHttp;

beforeAll(async () => {
  demo = await startLocalDemo({ keptEvents: 300 });
  http = new DemoHttp(demo.api);
});
afterAll(async () => {
  await http.close();
  await demo.stop();
});

const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: {} });
const configMaps = '/api/v1/namespaces/default/configmaps';

async function namesOverPages(
  path: string,
  limit: number,
): Promise<{ names: string[]; revisions: Set<string>; pages: number }> {
  const names: string[] = [];
  const revisions = new Set<string>();
  let token = '';
  for (let pages = 1; pages <= 50; pages++) {
    const { body } = await http.get(`${path}?limit=${limit}&continue=${encodeURIComponent(token)}`);
    names.push(...itemNames(body));
    revisions.add(pickText(body, 'metadata', 'resourceVersion'));
    token = pickText(body, 'metadata', 'continue');
    if (token === '') return { names, revisions, pages };
  }
  throw new Error('the list never ends');
}

describe('list', () => {
  it('gives everything in one answer without limit, and no continue token', async () => {
    const { code, body } = await http.get('/api/v1/pods');
    expect(code).toBe(200);
    expect(pick(body, 'kind')).toBe('PodList');
    expect(pick(body, 'items')).toHaveLength(31);
    expect(pick(body, 'metadata')).not.toHaveProperty('continue');
  });

  it('gives the same objects in pages of seven, all at one resourceVersion', async () => {
    const { body } = await http.get('/api/v1/pods');
    const paged = await namesOverPages('/api/v1/pods', 7);
    expect(paged.pages).toBe(5);
    expect(paged.names).toEqual(itemNames(body));
    expect(paged.revisions.size).toBe(1);
  });

  it('says how many remain', async () => {
    const { body } = await http.get('/api/v1/pods?limit=10');
    expect(pick(body, 'metadata', 'remainingItemCount')).toBe(21);
  });

  it('shows later pages as they were when the first was read', async () => {
    await http.send('POST', configMaps, configMap('page-a'));
    await http.send('POST', configMaps, configMap('page-b'));
    const first = await http.get(`${configMaps}?limit=1`);
    await http.send('DELETE', `${configMaps}/page-b`);
    await http.send('POST', configMaps, configMap('page-c'));
    const token = encodeURIComponent(pickText(first.body, 'metadata', 'continue'));
    const second = await http.get(`${configMaps}?limit=5&continue=${token}`);
    expect(itemNames(second.body)).toEqual(['page-b']);
    expect(pick(second.body, 'metadata', 'resourceVersion')).toBe(pick(first.body, 'metadata', 'resourceVersion'));
  });

  it('refuses a continue token that has grown too old with 410 and offers one for the inconsistent rest', async () => {
    const first = await http.get('/api/v1/pods?limit=30');
    for (let index = 0; index < 310; index++) {
      await demo.cluster.change(() => demo.cluster.store.put('configmaps', { ...configMap('churn'), data: { index } }));
    }
    const token = encodeURIComponent(pickText(first.body, 'metadata', 'continue'));
    const stale = await http.get(`/api/v1/pods?limit=30&continue=${token}`);
    expect(stale.code).toBe(410);
    expect(pick(stale.body, 'reason')).toBe('Expired');
    const offered = encodeURIComponent(pickText(stale.body, 'metadata', 'continue'));
    const rest = await http.get(`/api/v1/pods?limit=30&continue=${offered}`);
    expect(rest.code).toBe(200);
    expect(pick(rest.body, 'items')).toHaveLength(1);
  });

  it('refuses a token that is none with 400', async () => {
    const { code, body } = await http.get('/api/v1/pods?continue=nonsense');
    expect(code).toBe(400);
    expect(pick(body, 'message')).toContain('continue key is not valid');
  });

  it('refuses a resourceVersion from the future with 504 and the cause that clients look for', async () => {
    const { code, body } = await http.get('/api/v1/pods?resourceVersion=99999999');
    expect(code).toBe(504);
    expect(pick(body, 'details', 'causes', 0)).toMatchObject({ reason: 'ResourceVersionTooLarge' });
  });

  it('selects by labels and by fields', async () => {
    const { body } = await http.get(
      `/api/v1/pods?labelSelector=${encodeURIComponent('app in (frontend,cart)')}&fieldSelector=spec.nodeName%3Dworker-1`,
    );
    expect(pickList(body, 'items').map((item) => pick(item, 'metadata', 'labels', 'app'))).toEqual([
      'cart',
      'frontend',
    ]);
  });

  it('answers metadata only to whoever asks for it', async () => {
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
    const { body } = await http.get('/api/v1/namespaces', { accept });
    expect(pick(body, 'kind')).toBe('PartialObjectMetadataList');
    expect(Object.keys(Object(pick(body, 'items', 0)))).toEqual(['kind', 'apiVersion', 'metadata']);
  });

  it('answers a table to whoever asks for it', async () => {
    const { body } = await http.get('/api/v1/nodes', { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' });
    expect(pick(body, 'kind')).toBe('Table');
    expect(pickList(body, 'rows', 0, 'cells').slice(0, 3)).toEqual(['worker-1', 'Ready', 'worker']);
  });

  it('answers 406 when only protobuf is accepted', async () => {
    const { code } = await http.get('/api/v1/nodes', { accept: 'application/vnd.kubernetes.protobuf' });
    expect(code).toBe(406);
  });
});

describe('who is not known', () => {
  it('gets 401', async () => {
    const { code, body } = await http.get('/api/v1/pods', { authorization: 'Bearer wrong' });
    expect(code).toBe(401);
    expect(body).toMatchObject({ kind: 'Status', reason: 'Unauthorized' });
  });
});
