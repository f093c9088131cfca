import { describe, expect, it } from 'vitest';
import { serviceTargets } from '../../../src/policy/destinations/service-targets.ts';
import { objectYaml, podYaml } from '../../support/policy-flows.ts';
import { clusterOf, namespaceYaml, networkPolicy } from '../policy/cluster.ts';

function slice(name: string, family: 'IPv4' | 'IPv6', addresses: readonly string[], ports: readonly object[]): string {
  return objectYaml('discovery.k8s.io/v1', 'EndpointSlice', `shop/${name}`, {
    labels: { 'kubernetes.io/service-name': 'api' },
    addressType: family,
    endpoints: addresses.map((address) => ({ addresses: [address] })),
    ports,
  });
}

function targets(objects: readonly string[], port?: number): readonly string[] {
  const { snapshot } = clusterOf([namespaceYaml('shop'), ...objects]);
  const [service] = snapshot.services;
  if (service === undefined) throw new Error('no service');
  const found = serviceTargets(snapshot, service, 'TCP', port);
  if ('problem' in found) return [found.problem];
  return found.targets.map(
    ({ destination, port: to }) => `${destination.kind === 'outside' ? destination.address : destination.name}:${to}`,
  );
}

const service = (spec: object): string =>
  objectYaml('v1', 'Service', 'shop/api', { spec: { clusterIP: '10.96.0.9', ...spec } });

describe('the ports behind a service', () => {
  it('are those of its slices where it has no selector, whatever its target ports say', () => {
    const objects = [
      service({ ports: [{ name: 'web', port: 80, targetPort: 1 }] }),
      slice('a', 'IPv4', ['203.0.113.5'], [{ name: 'web', port: 8443, protocol: 'TCP' }]),
    ];
    expect(targets(objects, 80)).toEqual(['203.0.113.5:8443']);
  });

  it('differ from backend to backend where slices say so, and are none where a slice has no such port', () => {
    const objects = [
      service({ ports: [{ name: 'web', port: 80, targetPort: 'http' }] }),
      slice('a', 'IPv4', ['203.0.113.5'], [{ name: 'web', port: 8080, protocol: 'TCP' }]),
      slice('b', 'IPv4', ['203.0.113.6'], [{ name: 'web', port: 9090, protocol: 'TCP' }]),
      slice('c', 'IPv4', ['203.0.113.7'], [{ name: 'other', port: 7070, protocol: 'TCP' }]),
    ];
    expect(targets(objects, 80)).toEqual(['203.0.113.5:8080', '203.0.113.6:9090']);
  });

  it('are one for a name that two containers of a pod bear: the first', () => {
    const ports = [
      { name: 'http', containerPort: 8080, protocol: 'TCP' },
      { name: 'http', containerPort: 9090, protocol: 'TCP' },
    ];
    const objects = [
      podYaml('shop/api', { app: 'api' }, { ports }),
      service({ selector: { app: 'api' }, ports: [{ port: 80, targetPort: 'http' }] }),
    ];
    expect(targets(objects, 80)).toEqual(['api:8080']);
  });

  it('count a pod once that stands in a slice of each family', () => {
    const pod = JSON.parse(podYaml('shop/api', { app: 'api' }, { address: '10.244.0.5' })) as { status: object };
    pod.status = { phase: 'Running', podIP: '10.244.0.5', podIPs: [{ ip: '10.244.0.5' }, { ip: 'fd00::5' }] };
    const ports = [{ name: '', port: 8080, protocol: 'TCP' }];
    const objects = [
      JSON.stringify(pod),
      service({ selector: { app: 'api' }, ports: [{ port: 80, targetPort: 8080 }] }),
      slice('a', 'IPv4', ['10.244.0.5'], ports),
      slice('b', 'IPv6', ['fd00:0:0::5'], ports),
    ];
    expect(targets(objects, 80)).toEqual(['api:8080']);
  });

  it('are those of Endpoints where there are no slices', () => {
    const endpoints = objectYaml('v1', 'Endpoints', 'shop/api', {
      subsets: [
        { addresses: [{ ip: '203.0.113.5' }], notReadyAddresses: [{ ip: '203.0.113.6' }], ports: [{ port: 8443 }] },
      ],
    });
    expect(targets([service({ ports: [{ port: 80 }] }), endpoints], 80)).toEqual(['203.0.113.5:8443']);
  });
});

describe('a named port', () => {
  const named = (more: object): string => {
    const pod = JSON.parse(podYaml('shop/api', { app: 'api' })) as { spec: object };
    return JSON.stringify({ ...pod, spec: { ...pod.spec, ...more } });
  };
  const policy = networkPolicy('shop/http', {
    podSelector: { matchLabels: { app: 'api' } },
    ingress: [{ ports: [{ port: 'http' }] }],
  });
  const init = { name: 'init', ports: [{ name: 'http', containerPort: 8080 }] };

  it('is one of a sidecar’s, which is an init container that goes on running', () => {
    const initContainers = [{ ...init, restartPolicy: 'Always' }];
    const cluster = clusterOf([namespaceYaml('shop'), podYaml('shop/web'), named({ initContainers }), policy]);
    expect(cluster.outcome('shop/web', 'shop/api', '8080')).toBe('allow allow');
  });

  it('is none of an init container’s that has ended', () => {
    const cluster = clusterOf([namespaceYaml('shop'), podYaml('shop/web'), named({ initContainers: [init] }), policy]);
    expect(cluster.outcome('shop/web', 'shop/api', '8080')).toBe('allow default-deny');
  });
});
