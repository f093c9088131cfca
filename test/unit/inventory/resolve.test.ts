import { describe, expect, it } from 'vitest';
import { findEndpoint } from '../../../src/inventory/find.ts';
import { resolveEndpoint } from '../../../src/inventory/resolve.ts';
import { inventoryOf, podObject } from './objects.ts';

const owned = (hash: string) => ({
  labels: { 'pod-template-hash': hash },
  ownerReferences: [{ kind: 'ReplicaSet', name: `web-${hash}`, controller: true }],
});

function shop() {
  let now = 1_000_000;
  const inventory = inventoryOf(
    {
      pods: [
        podObject('shop', 'web-a-2', { metadata: owned('a') }),
        podObject('shop', 'web-a-1', {
          metadata: owned('a'),
          status: { conditions: [], podIPs: [{ ip: '10.244.1.9' }] },
        }),
        podObject('shop', 'done', { status: { phase: 'Succeeded' } }),
      ],
      services: [
        {
          metadata: { name: 'web', namespace: 'shop', uid: 's' },
          spec: {
            clusterIP: '10.96.0.7',
            clusterIPs: ['10.96.0.7'],
            ports: [{ name: 'http', port: 80, targetPort: 'http' }],
          },
        },
      ],
      endpointslices: [
        {
          metadata: { name: 'web-x', namespace: 'shop', uid: 'e', labels: { 'kubernetes.io/service-name': 'web' } },
          addressType: 'IPv4',
          endpoints: [
            { addresses: ['10.244.1.5'], targetRef: { kind: 'Pod', name: 'web-a-2' } },
            { addresses: ['10.244.1.9'], conditions: { ready: false }, targetRef: { kind: 'Pod', name: 'web-a-1' } },
          ],
        },
      ],
      nodes: [
        {
          metadata: { name: 'worker-1', uid: 'n' },
          status: {
            addresses: [{ type: 'InternalIP', address: '192.168.0.1' }],
            conditions: [{ type: 'Ready', status: 'False' }],
          },
        },
      ],
      namespaces: [{ metadata: { name: 'shop', uid: 'ns' } }],
    },
    () => now,
  );
  return { inventory, later: (by: number) => (now += by), at: () => now };
}

const uid = 'uid-shop-web-a-2';

describe('resolving an endpoint', () => {
  it('finds the pod with its addresses and containers', () => {
    const { inventory } = shop();
    expect(resolveEndpoint({ kind: 'pod', namespace: 'shop', name: 'web-a-2', uid }, inventory, 5)).toMatchObject({
      pod: { uid, node: 'worker-1', containers: ['app'], ready: true },
      addresses: ['10.244.1.5'],
      problem: undefined,
      at: 5,
    });
  });

  it('says since when a pod is deleted', () => {
    const { inventory, later, at } = shop();
    inventory.pods.remove(uid);
    later(3_000);
    expect(resolveEndpoint({ kind: 'pod', namespace: 'shop', name: 'web-a-2', uid }, inventory, at()).problem).toBe(
      'pod shop/web-a-2 was deleted 3 s ago',
    );
  });

  it('does not take a re-created pod of the same name for the one that was meant', () => {
    const { inventory } = shop();
    expect(
      resolveEndpoint({ kind: 'pod', namespace: 'shop', name: 'web-a-2', uid: 'older' }, inventory, 0),
    ).toMatchObject({
      pod: undefined,
      problem: 'pod shop/web-a-2 was replaced: another pod has taken its name',
    });
  });

  it('says that a pod has ended', () => {
    expect(resolveEndpoint({ kind: 'pod', namespace: 'shop', name: 'done' }, shop().inventory, 0).problem).toContain(
      'has ended',
    );
  });

  it('stands a workload for its ready pod, and for another when that one is gone', () => {
    const { inventory } = shop();
    const endpoint = { kind: 'workload', workload: 'Deployment', namespace: 'shop', name: 'web' } as const;
    expect(resolveEndpoint(endpoint, inventory, 0).pod?.name).toBe('web-a-2');
    inventory.pods.remove(uid);
    expect(resolveEndpoint(endpoint, inventory, 0)).toMatchObject({
      pod: { name: 'web-a-1' },
      problem: 'no pod of Deployment shop/web is ready',
    });
  });

  it('gives a service its address, its full name and its ready backends', () => {
    expect(resolveEndpoint({ kind: 'service', namespace: 'shop', name: 'web' }, shop().inventory, 0)).toMatchObject({
      addresses: ['10.96.0.7'],
      dnsName: 'web.shop.svc.cluster.local',
      ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
      backends: [{ name: 'web-a-2' }],
      problem: undefined,
    });
  });

  it('gives a node its internal addresses, and says that it is not ready', () => {
    expect(resolveEndpoint({ kind: 'node', name: 'worker-1' }, shop().inventory, 0)).toMatchObject({
      addresses: ['192.168.0.1'],
      problem: 'node worker-1 is not ready',
    });
  });

  it('knows the backends behind a cluster IP, which itself answers no ping', () => {
    expect(resolveEndpoint({ kind: 'ip', address: '10.96.0.7' }, shop().inventory, 0)).toMatchObject({
      addresses: ['10.96.0.7'],
      pod: undefined,
      ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
      backends: [{ name: 'web-a-2' }],
    });
  });

  it('takes addresses and host names as they are', () => {
    const { inventory } = shop();
    expect(resolveEndpoint({ kind: 'ip', address: 'fd00::1' }, inventory, 0).addresses).toEqual(['fd00::1']);
    expect(resolveEndpoint({ kind: 'host', name: 'example.com' }, inventory, 0)).toMatchObject({
      dnsName: 'example.com',
      addresses: [],
    });
  });
});

describe('finding what was typed', () => {
  it('means a pod first, with its uid', () => {
    expect(findEndpoint('shop', 'web-a-2', shop().inventory)).toEqual({
      kind: 'pod',
      namespace: 'shop',
      name: 'web-a-2',
      uid,
    });
  });

  it('means a workload before a service of the same name', () => {
    expect(findEndpoint('shop', 'web', shop().inventory)).toMatchObject({ kind: 'workload', workload: 'Deployment' });
  });

  it('lists near names when there is none', () => {
    expect(() => findEndpoint('shop', 'web-a-3', shop().inventory)).toThrow(
      'There is no pod, workload or service web-a-3 in namespace shop. Did you mean shop/web-a-1, shop/web-a-2',
    );
  });

  it('names a near namespace when the namespace is unknown', () => {
    expect(() => findEndpoint('shp', 'web', shop().inventory)).toThrow('Did you mean shop/web?');
  });
});
