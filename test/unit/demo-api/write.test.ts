import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DemoHttp, pick, pickText } from '../../support/demo-http.ts';
import { type LocalDemo, startLocalDemo } from '../../support/local-demo.ts';

let demo: LocalDemo;
let http: DemoHttp;

beforeAll(async () => {
  demo = await startLocalDemo();
  http = new DemoHttp(demo.api);
});
afterAll(async () => {
  await http.close();
  await demo.stop();
});

const policies = '/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies';
const policy = (name: string, spec: unknown = { podSelector: {} }) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name },
  spec,
});

describe('create', () => {
  it('stores a NetworkPolicy with the defaults of the API server, and the backend has it when the answer comes', async () => {
    const { code, body } = await http.send(
      'POST',
      policies,
      policy('made', { podSelector: {}, egress: [{ ports: [{ port: 53 }] }] }),
    );
    expect(code).toBe(201);
    expect(pick(body, 'spec')).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      egress: [{ ports: [{ protocol: 'TCP', port: 53 }] }],
    });
    expect(demo.backend.synced.at(-1)?.networkPolicies.map(({ metadata }) => metadata.name)).toContain('made');
  });

  it('writes nothing with dryRun=All', async () => {
    const { code } = await http.send('POST', `${policies}?dryRun=All`, policy('dry'));
    expect(code).toBe(201);
    expect((await http.get(`${policies}/dry`)).code).toBe(404);
  });

  it('refuses a name that is taken with 409', async () => {
    await http.send('POST', policies, policy('twice'));
    const { code, body } = await http.send('POST', policies, policy('twice'));
    expect(code).toBe(409);
    expect(pick(body, 'message')).toBe('networkpolicies.networking.k8s.io "twice" already exists');
  });

  it('refuses a namespace that is not there with 404', async () => {
    const path = '/apis/networking.k8s.io/v1/namespaces/nowhere/networkpolicies';
    const { code, body } = await http.send('POST', path, policy('x'));
    expect(code).toBe(404);
    expect(pick(body, 'message')).toBe('namespaces "nowhere" not found');
  });

  it.each([
    [
      { ingress: [{ ports: [{ port: 90, endPort: 10 }] }] },
      'spec.ingress[0].ports[0].endPort: Invalid value: 10: must be greater than or equal to `port`',
    ],
    [
      { ingress: [{ ports: [{ port: 70_000 }] }] },
      'spec.ingress[0].ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
    ],
    [
      { egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0' } }] }] },
      'spec.egress[0].to[0].ipBlock.cidr: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ],
    [
      { egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] } }] }] },
      'spec.egress[0].to[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`',
    ],
    [
      { policyTypes: ['Both'] },
      'spec.policyTypes[0]: Unsupported value: "Both": supported values: "Egress", "Ingress"',
    ],
    [{ ingress: [{ from: [{}] }] }, 'spec.ingress[0].from[0]: Required value: must specify a peer'],
  ])('refuses the spec %j with 422 in the words of the API server', async (spec, words) => {
    const { code, body } = await http.send('POST', policies, policy('bad', { podSelector: {}, ...spec }));
    expect(code).toBe(422);
    expect(pick(body, 'message')).toBe(`NetworkPolicy.networking.k8s.io "bad" is invalid: ${words}`);
  });

  it('says when an object was stored but the network did not follow', async () => {
    demo.backend.failure = new Error('nft: no such table');
    const { code, body } = await http.send('POST', policies, policy('unfollowed'));
    expect(code).toBe(500);
    expect(pickText(body, 'message')).toContain('nft: no such table');
  });

  it('answers a body that is missing with 400', async () => {
    const { code } = await http.send('POST', policies, undefined, { 'content-type': 'application/json' });
    expect(code).toBe(400);
  });
});

describe('update', () => {
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: '1' } };
  const maps = '/api/v1/namespaces/default/configmaps';

  it('refuses a resourceVersion that is not the present one with 409', async () => {
    const made = await http.send('POST', maps, map);
    await http.patch(`${maps}/settings`, 'merge', { data: { a: '2' } });
    const { code, body } = await http.send('PUT', `${maps}/settings`, made.body);
    expect(code).toBe(409);
    expect(pickText(body, 'message')).toBe(
      'Operation cannot be fulfilled on configmaps "settings": the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  it('keeps the resourceVersion when nothing changes', async () => {
    const before = await http.get(`${maps}/settings`);
    const after = await http.patch(`${maps}/settings`, 'merge', { data: { a: '2' } });
    expect(pick(after.body, 'metadata', 'resourceVersion')).toBe(pick(before.body, 'metadata', 'resourceVersion'));
  });

  it("refuses to change a pod's node with 422, and lets its labels change", async () => {
    const redis = '/api/v1/namespaces/shop/pods/redis-0';
    const refused = await http.patch(redis, 'merge', { spec: { nodeName: 'worker-3' } });
    expect(refused.code).toBe(422);
    expect(pickText(refused.body, 'message')).toContain('pod updates may not change fields other than');
    expect((await http.patch(redis, 'strategic-merge', { metadata: { labels: { seen: 'yes' } } })).code).toBe(200);
  });

  it('refuses a label value that is none with 422', async () => {
    const { code, body } = await http.patch(`${maps}/settings`, 'merge', { metadata: { labels: { a: 'b c' } } });
    expect(code).toBe(422);
    expect(pickText(body, 'message')).toContain('a valid label must be an empty string or consist of');
  });

  it('changes only the status through the status subresource', async () => {
    const node = '/api/v1/nodes/worker-3';
    const { body } = await http.patch(`${node}/status`, 'merge', {
      metadata: { labels: { a: 'b' } },
      status: { phase: 'x' },
    });
    expect(pick(body, 'status', 'phase')).toBe('x');
    expect(pick(body, 'metadata', 'labels', 'a')).toBeUndefined();
  });

  it('refuses a patch of a type that it does not speak and says which ones it speaks', async () => {
    const { code, body } = await http.send('PATCH', `${maps}/settings`, map, {
      'content-type': 'application/odd-patch+json',
    });
    expect(code).toBe(415);
    expect(pickText(body, 'message')).toContain('application/strategic-merge-patch+json');
  });
});

describe('ephemeral containers', () => {
  const pod = '/api/v1/namespaces/shop/pods/redis-0';

  it('run after a patch of their subresource', async () => {
    const container = { name: 'debugger', image: 'registry.demo/plumbline/toolbox:1', command: ['sleep', '900'] };
    const { code } = await http.patch(`${pod}/ephemeralcontainers`, 'strategic-merge', {
      spec: { ephemeralContainers: [container] },
    });
    expect(code).toBe(200);
    await expect
      .poll(async () => pick((await http.get(pod)).body, 'status', 'ephemeralContainerStatuses', 0, 'state'), {
        timeout: 10_000,
      })
      .toHaveProperty('running');
  });

  it('cannot be removed again', async () => {
    const { code } = await http.patch(`${pod}/ephemeralcontainers`, 'merge', { spec: { ephemeralContainers: [] } });
    expect(code).toBe(422);
  });
});

describe('delete', () => {
  it('refuses a uid that is not the object’s with 409', async () => {
    const { code } = await http.send('DELETE', `${policies}/backend-ingress`, { preconditions: { uid: 'other' } });
    expect(code).toBe(409);
  });

  it('answers what is not there with 404', async () => {
    const { code, body } = await http.send('DELETE', `${policies}/nothing`);
    expect(code).toBe(404);
    expect(pick(body, 'message')).toBe('networkpolicies.networking.k8s.io "nothing" not found');
  });
});

describe('reviews', () => {
  it('allow everything to the only user', async () => {
    const review = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      metadata: {},
      spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
    };
    const { code, body } = await http.send('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', review);
    expect(code).toBe(201);
    expect(pick(body, 'status', 'allowed')).toBe(true);
  });

  it('know the token of the demo from any other', async () => {
    const path = '/apis/authentication.k8s.io/v1/tokenreviews';
    const review = (token: string) => ({
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenReview',
      metadata: {},
      spec: { token },
    });
    expect(pick((await http.send('POST', path, review(demo.api.token))).body, 'status', 'authenticated')).toBe(true);
    expect(pick((await http.send('POST', path, review('other'))).body, 'status', 'authenticated')).toBeUndefined();
  });
});

describe('objects that are not whole', () => {
  it.each([
    [
      'deployments',
      '/apis/apps/v1/namespaces/shop/deployments',
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'half' }, spec: {} },
    ],
    [
      'services',
      '/api/v1/namespaces/shop/services',
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'half' }, spec: { ports: 'none' } },
    ],
    [
      'pods',
      '/api/v1/namespaces/shop/pods',
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'half' },
        spec: { containers: [{ name: 'a', image: 'b', ports: 1 }] },
      },
    ],
    [
      'endpointslices',
      '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices',
      { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'half' } },
    ],
  ])('are refused with 422: %s', async (_plural, path, body) => {
    const { code } = await http.send('POST', path, body);
    expect(code).toBe(422);
  });

  it('do not come about by a patch of the status', async () => {
    expect((await http.patch('/api/v1/nodes/worker-1/status', 'merge', { status: { conditions: null } })).code).toBe(
      422,
    );
  });
});
