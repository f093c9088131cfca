import { describe, expect, it } from 'vitest';
import type { ClusterObjects } from '../../../demo/backend.ts';
import { labPods } from '../../../demo/lab/cluster-model.ts';
import { dnsRecords } from '../../../demo/lab/services/dns-records.ts';
import { labServices } from '../../../demo/lab/services/service-model.ts';
import { serviceRules } from '../../../demo/lab/services/service-rules.ts';
import { demoWorld } from '../../../demo/world/demo-world.ts';
import type { KubernetesObject } from '../../../demo/world/types.ts';

const world = demoWorld(0);
const ofKind = (kind: string) => world.objects.filter((object) => object.kind === kind);
const objects: ClusterObjects = {
  pods: ofKind('Pod'),
  namespaces: ofKind('Namespace'),
  services: ofKind('Service'),
  endpointSlices: ofKind('EndpointSlice'),
  networkPolicies: [],
};

/** One service `b` in namespace `a`, with one slice. */
function oneService(spec: object, endpoints: readonly object[]): ClusterObjects {
  const service: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'a', name: 'b' },
    spec,
  };
  const slice: KubernetesObject = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace: 'a', name: 'b-1', labels: { 'kubernetes.io/service-name': 'b' } },
    addressType: 'IPv4',
    endpoints,
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  };
  return { pods: [], namespaces: [], services: [service], endpointSlices: [slice], networkPolicies: [] };
}

const http = { clusterIP: '10.96.1.1', ports: [{ name: 'http', port: 80, protocol: 'TCP' }] };

describe('services of the lab', () => {
  it('have the ready endpoints behind them, on the port that the slice names', () => {
    const [service] = labServices(
      oneService(http, [
        { addresses: ['10.244.1.2'], conditions: { ready: true } },
        { addresses: ['10.244.1.3'], conditions: { ready: false } },
        { addresses: ['10.244.1.4'], conditions: {} },
      ]),
    );
    expect(service?.ports[0]?.backends).toEqual([
      { address: '10.244.1.2', port: 8080 },
      { address: '10.244.1.4', port: 8080 },
    ]);
  });

  it('are answered with a refusal when nothing is behind them', () => {
    const rules = serviceRules(world, labServices(oneService(http, [])));
    expect(rules).toContain('ip daddr { 10.96.1.1 } reject');
    expect(rules).not.toContain('dnat');
  });

  it('tell services apart whose namespace and name run together', () => {
    const both = ['a-b/c', 'a/b-c'].flatMap((key) => {
      const [namespace = '', name = ''] = key.split('/');
      return labServices(oneService(http, [{ addresses: ['10.244.1.2'] }])).map((service) => ({
        ...service,
        namespace,
        name,
      }));
    });
    const chains = serviceRules(world, both).match(/chain service-\S+/g);
    expect(new Set(chains).size).toBe(2);
  });

  it('ignore ports and addresses that cannot be', () => {
    const spec = { clusterIP: 'fd00::1', ports: [{ name: 'http', port: 80, nodePort: 99_999 }, { port: 0 }] };
    const [service] = labServices(oneService(spec, [{ addresses: ['not an address'] }]));
    expect(service).toMatchObject({
      clusterAddress: undefined,
      ports: [{ port: 80, nodePort: undefined, backends: [] }],
    });
  });
});

describe('names of the lab', () => {
  const records = dnsRecords(labServices(objects), labPods(world, objects)).split('\n');

  it('give a service its cluster address', () => {
    expect(records).toContain('10.103.7.21 backend.shop.svc.cluster.local');
  });

  it('give a headless service its pods, each with its own name where it has one', () => {
    expect(records).toContain('10.244.2.6 redis-0.redis.shop.svc.cluster.local redis.shop.svc.cluster.local');
  });

  it('give each pod a name made of its address', () => {
    expect(records).toContain('10.244.1.4 10-244-1-4.shop.pod.cluster.local');
  });
});
