import { describe, expect, it } from 'vitest';
import type { NetworkPod } from '../../../demo/simulate/network/objects.ts';
import { policiesAllow } from '../../../demo/simulate/network/policy.ts';
import type { KubernetesObject } from '../../../demo/world/types.ts';

const pod = (namespace: string, name: string, address: string, hostNetwork = false): NetworkPod => ({
  object: { apiVersion: 'v1', kind: 'Pod', metadata: { name } },
  uid: name,
  namespace,
  name,
  labels: { app: name },
  address,
  node: 'worker-1',
  hostNetwork,
  running: true,
  ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  containers: ['c'],
});
const web = pod('shop', 'web', '10.244.1.2');
const api = pod('shop', 'api', '10.244.1.3');
const probe = pod('ops', 'probe', '10.244.1.4');

const policy = (spec: Record<string, unknown>, namespace = 'shop'): KubernetesObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'p', namespace },
  spec,
});

function allowed(
  policies: readonly KubernetesObject[],
  source: NetworkPod,
  destination: NetworkPod,
  port = 8080,
  protocol: 'TCP' | 'UDP' | 'ICMP' = 'TCP',
): boolean {
  return policiesAllow(
    {
      networkPolicies: policies,
      namespaceLabels: new Map([
        ['shop', { team: 'shop' }],
        ['ops', { team: 'ops' }],
      ]),
    },
    {
      source: { pod: source, address: source.address },
      destination: { pod: destination, address: destination.address },
      protocol,
      port,
    },
  );
}

const toApi = { podSelector: { matchLabels: { app: 'api' } } };

describe('NetworkPolicies of the simulation', () => {
  it('without one let everything through', () => {
    expect(allowed([], probe, api)).toBe(true);
  });

  it('that select a pod and have no rule deny all ingress', () => {
    expect(allowed([policy({ podSelector: {} })], web, api)).toBe(false);
  });

  it('add up: one that allows is enough', () => {
    const open = policy({ ...toApi, ingress: [{}] });
    expect(allowed([policy({ podSelector: {} }), open], probe, api)).toBe(true);
  });

  it('with two selectors in one peer want both', () => {
    const both = { namespaceSelector: { matchLabels: { team: 'ops' } }, podSelector: { matchLabels: { app: 'web' } } };
    expect(allowed([policy({ ...toApi, ingress: [{ from: [both] }] })], probe, api)).toBe(false);
  });

  it('with two peers want one of them', () => {
    const from = [
      { namespaceSelector: { matchLabels: { team: 'ops' } } },
      { podSelector: { matchLabels: { app: 'web' } } },
    ];
    expect(allowed([policy({ ...toApi, ingress: [{ from }] })], probe, api)).toBe(true);
    expect(allowed([policy({ ...toApi, ingress: [{ from }] })], web, api)).toBe(true);
  });

  it('with a pod selector alone mean pods of their own namespace', () => {
    const from = [{ podSelector: {} }];
    expect(allowed([policy({ ...toApi, ingress: [{ from }] })], probe, api)).toBe(false);
  });

  it('leave an ipBlock its exceptions', () => {
    const block = (except: string[]) =>
      policy({ ...toApi, ingress: [{ from: [{ ipBlock: { cidr: '10.244.0.0/16', except } }] }] });
    expect(allowed([block([])], probe, api)).toBe(true);
    expect(allowed([block(['10.244.1.4/32'])], probe, api)).toBe(false);
  });

  it('know ports by name and by range', () => {
    const ports = (port: Record<string, unknown>) => policy({ ...toApi, ingress: [{ ports: [port] }] });
    expect(allowed([ports({ port: 'http' })], web, api)).toBe(true);
    expect(allowed([ports({ port: 'http' })], web, api, 81)).toBe(false);
    expect(allowed([ports({ port: 8000, endPort: 8100 })], web, api)).toBe(true);
    expect(allowed([ports({ port: 8000, endPort: 8079 })], web, api)).toBe(false);
  });

  it('mean TCP when a port names no protocol', () => {
    expect(allowed([policy({ ...toApi, ingress: [{ ports: [{ port: 8080 }] }] })], web, api, 8080, 'UDP')).toBe(false);
  });

  it('of egress hold at the source', () => {
    const egress = policy({ podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], egress: [] });
    expect(allowed([egress], web, api)).toBe(false);
    expect(allowed([egress], probe, api)).toBe(true);
  });

  it('with egress rules isolate egress even when policyTypes is absent', () => {
    const both = policy({ podSelector: { matchLabels: { app: 'web' } }, egress: [{ ports: [{ port: 53 }] }] });
    expect(allowed([both], web, api)).toBe(false);
  });

  it('do not select pods on the host network', () => {
    expect(allowed([policy({ podSelector: {} })], web, { ...api, hostNetwork: true })).toBe(true);
  });
});
