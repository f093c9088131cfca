import { isEndpointSlice, isNode, isPod } from '../../../demo/world/guards.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EndpointSlice, Pod } from '../../../demo/world/shapes.ts';
import { DemoHttp, itemNames, pickList } from '../../support/demo-http.ts';
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

const podsOf = (app: string): Pod[] =>
  demo.cluster.store
    .list('pods')
    .filter(isPod)
    .filter(({ metadata }) => metadata.labels?.['app'] === app);

const running = (app: string): Pod[] =>
  podsOf(app).filter(({ metadata, status }) => status.phase === 'Running' && metadata.deletionTimestamp === undefined);

const sliceOf = (service: string): EndpointSlice | undefined =>
  demo.cluster.store
    .list('endpointslices')
    .filter(isEndpointSlice)
    .find(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service);

const readyAddresses = (service: string): string[] =>
  (sliceOf(service)?.endpoints ?? [])
    .filter(({ conditions }) => conditions.ready)
    .flatMap(({ addresses }) => addresses);

const readyCondition = (node: string) =>
  demo.cluster.store
    .list('nodes')
    .filter(isNode)
    .find(({ metadata }) => metadata.name === node)
    ?.status.conditions.find(({ type }) => type === 'Ready');

const soon = { timeout: 10_000 };

describe('the controllers of the demo', () => {
  it('write nothing while nothing changes', async () => {
    await demo.cluster.changeTroubles(() => undefined);
    const before = demo.cluster.store.revision;
    await demo.cluster.changeTroubles(() => undefined);
    expect(demo.cluster.store.revision).toBe(before);
  });

  it('replace a deleted pod of a Deployment by one of another name, uid and address, and the slice follows', async () => {
    const [old] = podsOf('frontend');
    await http.send('DELETE', `/api/v1/namespaces/shop/pods/${old?.metadata.name}`);
    await expect.poll(() => running('frontend').length, soon).toBe(3);
    const names = podsOf('frontend').map(({ metadata }) => metadata.name);
    expect(names).not.toContain(old?.metadata.name);
    expect(readyAddresses('frontend')).not.toContain(old?.status.podIP);
    expect(readyAddresses('frontend')).toHaveLength(3);
  });

  it('show a deleted pod as terminating and not ready before it is gone', async () => {
    const [old] = podsOf('cart');
    await http.send('DELETE', `/api/v1/namespaces/shop/pods/${old?.metadata.name}`);
    const endpoint = sliceOf('cart')?.endpoints.find(({ targetRef }) => targetRef?.['name'] === old?.metadata.name);
    expect(endpoint?.conditions).toEqual({ ready: false, serving: true, terminating: true });
    await expect
      .poll(() => podsOf('cart').some(({ metadata }) => metadata.uid === old?.metadata.uid), soon)
      .toBe(false);
  });

  it('bring a pod of a StatefulSet back under its name with another uid', async () => {
    const [old] = podsOf('redis');
    await http.send('DELETE', '/api/v1/namespaces/shop/pods/redis-0');
    await expect.poll(() => running('redis').map(({ metadata }) => metadata.name), soon).toEqual(['redis-0']);
    await expect.poll(() => running('redis')[0]?.metadata.uid !== old?.metadata.uid, soon).toBe(true);
  });

  it('bring a pod of a DaemonSet back on its node', async () => {
    const [old] = podsOf('node-exporter');
    await http.send('DELETE', `/api/v1/namespaces/monitoring/pods/${old?.metadata.name}`);
    const nodes = () => new Set(running('node-exporter').map(({ spec }) => spec.nodeName));
    await expect.poll(nodes, soon).toEqual(new Set(['worker-1', 'worker-2', 'worker-3']));
  });

  it('let a pod whose label no longer fits leave its service, and start another in its place', async () => {
    const [pod] = podsOf('catalog');
    await http.patch(`/api/v1/namespaces/shop/pods/${pod?.metadata.name}`, 'merge', {
      metadata: { labels: { app: 'other' } },
    });
    expect(readyAddresses('catalog')).not.toContain(pod?.status.podIP);
  });

  it('scale a Deployment', async () => {
    await http.patch('/apis/apps/v1/namespaces/shop/deployments/backend/scale', 'merge', { spec: { replicas: 1 } });
    await expect.poll(() => podsOf('backend').length, soon).toBe(1);
    await http.patch('/apis/apps/v1/namespaces/shop/deployments/backend', 'merge', { spec: { replicas: 3 } });
    await expect.poll(() => readyAddresses('backend').length, soon).toBe(3);
  });

  it('roll a Deployment out when its template changes', async () => {
    const before = podsOf('api').map(({ metadata }) => metadata.uid);
    const template = { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } } };
    await http.patch('/apis/apps/v1/namespaces/payments/deployments/api', 'strategic-merge', { spec: { template } });
    await expect.poll(() => podsOf('api').filter(({ metadata }) => before.includes(metadata.uid)).length, soon).toBe(0);
    await expect.poll(() => running('api').length, soon).toBe(2);
  });

  it('remove what a deleted Deployment owned', async () => {
    await http.send('DELETE', '/apis/apps/v1/namespaces/monitoring/deployments/grafana');
    await expect.poll(() => podsOf('grafana').length, soon).toBe(0);
    expect(demo.cluster.store.list('replicasets', 'monitoring')).toEqual([]);
  });

  it('run a pod that was created bare, with an address on its node', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'probe', labels: { app: 'probe' } },
      spec: { containers: [{ name: 'a', image: 'registry.demo/plumbline/toolbox:1', command: ['sleep', '900'] }] },
    };
    await http.send('POST', '/api/v1/namespaces/default/pods', pod);
    await expect.poll(() => running('probe')[0]?.status.podIP, soon).toMatch(/^10\.244\.[123]\.\d+$/);
  });

  it('empty a namespace before it goes, and refuse new content meanwhile', async () => {
    await http.send('DELETE', '/api/v1/namespaces/payments');
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'late' } };
    const refused = await http.send('POST', '/api/v1/namespaces/payments/configmaps', map);
    expect(refused.code).toBe(403);
    await expect.poll(() => demo.cluster.store.get('namespaces', '', 'payments'), soon).toBeUndefined();
    expect(itemNames((await http.get('/api/v1/namespaces/payments/pods')).body)).toEqual([]);
    expect(demo.cluster.store.list('networkpolicies', 'payments')).toEqual([]);
  });
});

describe('troubles', () => {
  it('take pods out of their services while their probes fail, and put them back', async () => {
    const trouble = { namespace: 'kube-system', podPrefix: 'coredns' };
    await demo.cluster.changeTroubles(({ unreadyPods }) => unreadyPods.add(trouble));
    expect(readyAddresses('kube-dns')).toEqual([]);
    expect(sliceOf('kube-dns')?.endpoints).toHaveLength(2);
    await demo.cluster.changeTroubles(({ unreadyPods }) => unreadyPods.delete(trouble));
    expect(readyAddresses('kube-dns')).toHaveLength(2);
  });

  it('mark a silent node NotReady with its pods, and start nothing new on it', async () => {
    const trouble = { node: 'worker-2' };
    await demo.cluster.changeTroubles(({ unreadyNodes }) => unreadyNodes.add(trouble));
    expect(readyCondition('worker-2')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
    });
    const pods = demo.cluster.store
      .list('pods')
      .filter(isPod)
      .filter(({ spec }) => spec.nodeName === 'worker-2');
    const ready = pods.flatMap(({ status }) => status.conditions ?? []).filter(({ type }) => type === 'Ready');
    expect(new Set(ready.map(({ status }) => status))).toEqual(new Set(['False']));
    await demo.cluster.changeTroubles(({ unreadyNodes }) => unreadyNodes.delete(trouble));
    expect(readyCondition('worker-2')).toMatchObject({
      status: 'True',
    });
  });

  it('let an ephemeral container on a silent node wait until the node is heard of again', async () => {
    const flannel = demo.cluster.store.list('pods', 'kube-flannel').filter(isPod);
    const name = flannel.find(({ spec }) => spec.nodeName === 'worker-3')?.metadata.name ?? '';
    const pod = `/api/v1/namespaces/kube-flannel/pods/${name}`;
    const trouble = { node: 'worker-3' };
    await demo.cluster.changeTroubles(({ unreadyNodes }) => unreadyNodes.add(trouble));
    const container = { name: 'late', image: 'registry.demo/plumbline/toolbox:1', command: ['sleep', '900'] };
    await http.patch(`${pod}/ephemeralcontainers`, 'strategic-merge', { spec: { ephemeralContainers: [container] } });
    const bare = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'elsewhere', labels: { app: 'elsewhere' } },
      spec: { containers: [{ ...container, name: 'a' }] },
    };
    await http.send('POST', '/api/v1/namespaces/default/pods', bare);
    await expect.poll(() => running('elsewhere').length, soon).toBe(1);
    const states = async () => pickList((await http.get(pod)).body, 'status', 'ephemeralContainerStatuses');
    expect(await states()).toEqual([]);
    await demo.cluster.changeTroubles(({ unreadyNodes }) => unreadyNodes.delete(trouble));
    await expect.poll(async () => (await states()).length, soon).toBe(1);
  });
});
