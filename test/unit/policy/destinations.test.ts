import { describe, expect, it } from 'vitest';
import { type FlowExplanation, explainFlow } from '../../../src/policy/destinations/explain-flow.ts';
import { partyOfAddress, serviceOfAddress } from '../../../src/policy/destinations/party-of-address.ts';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';
import type { Traffic } from '../../../src/policy/model/traffic.ts';
import { objectYaml, podYaml } from '../../support/policy-flows.ts';
import { clusterOf, networkPolicy, under } from './cluster.ts';

const http = (containerPort: number) => [{ name: 'http', containerPort, protocol: 'TCP' }];
const service = (name: string, spec: unknown) => objectYaml('v1', 'Service', `shop/${name}`, { spec });

const objects = [
  objectYaml('v1', 'Node', 'node-1', { status: { addresses: [{ type: 'InternalIP', address: '172.18.0.1' }] } }),
  objectYaml('v1', 'Node', 'node-2', { status: { addresses: [{ type: 'InternalIP', address: '172.18.0.2' }] } }),
  podYaml('shop/web', { app: 'web' }, { address: '10.0.1.9' }),
  podYaml('shop/api-1', { app: 'api' }, { address: '10.0.1.1', ports: http(8080) }),
  podYaml('shop/api-2', { app: 'api', canary: 'yes' }, { address: '10.0.1.2', ports: http(9090) }),
  service('api', {
    clusterIP: '10.96.0.1',
    clusterIPs: ['10.96.0.1'],
    selector: { app: 'api' },
    ports: [{ port: 80, targetPort: 'http' }],
  }),
  service('plain', {
    clusterIP: '10.96.0.2',
    clusterIPs: ['10.96.0.2'],
    selector: { app: 'api' },
    ports: [{ port: 80, targetPort: 8080 }],
  }),
  service('headless', { clusterIP: 'None', selector: { app: 'api' }, ports: [{ port: 80, targetPort: 8080 }] }),
  service('empty', {
    clusterIP: '10.96.0.3',
    clusterIPs: ['10.96.0.3'],
    selector: { app: 'nobody' },
    ports: [{ port: 80 }],
  }),
  service('self', {
    clusterIP: '10.96.0.4',
    clusterIPs: ['10.96.0.4'],
    selector: { app: 'web' },
    ports: [{ port: 80 }],
  }),
  service('partner', { type: 'ExternalName', externalName: 'api.example.com' }),
  service('edge', {
    type: 'LoadBalancer',
    clusterIP: '10.96.0.5',
    clusterIPs: ['10.96.0.5'],
    selector: { app: 'web' },
    ports: [{ port: 80 }],
  }),
  service('edge-local', {
    type: 'LoadBalancer',
    externalTrafficPolicy: 'Local',
    clusterIP: '10.96.0.6',
    clusterIPs: ['10.96.0.6'],
    selector: { app: 'web' },
    ports: [{ port: 80 }],
  }),
];

function ask(
  policies: readonly string[],
  from: string,
  to: string,
  traffic: Traffic,
  change?: (snapshot: PolicySnapshot) => PolicySnapshot,
): FlowExplanation {
  const { program, snapshot } = clusterOf([...objects, ...policies], change);
  const source = snapshot.pods.find(({ name }) => name === from) ?? { kind: 'outside', address: from };
  const found = snapshot.services.find(({ name }) => name === to);
  const destination =
    found === undefined ? snapshot.pods.find(({ name }) => name === to) : { kind: 'service' as const, service: found };
  if (destination === undefined) throw new Error(`nothing is called ${to}`);
  return explainFlow(program, snapshot, { source, destination, traffic });
}

const tcp = (port?: number): Traffic => ({ protocol: 'TCP', ...(port === undefined ? {} : { port }) });
const egressTo = (port: number | string) =>
  networkPolicy('shop/egress', {
    podSelector: { matchLabels: { app: 'web' } },
    policyTypes: ['Egress'],
    egress: [{ ports: [{ port }] }],
  });

describe('a flow to a Service', () => {
  it('row 38: is judged after the rewrite: the target port counts and the port of the Service does not', () => {
    expect(ask([egressTo(8080)], 'web', 'plain', tcp(80)).allowed).toBe('yes');
    expect(ask([egressTo(80)], 'web', 'plain', tcp(80)).allowed).toBe('no');
  });

  it('has a verdict for each backend, each with the port that the name means there', () => {
    const explained = ask([egressTo(8080)], 'web', 'api', tcp(80));
    expect(explained.allowed).toBe('mixed');
    expect(explained.targets.map(({ verdict }) => [verdict.flow.traffic.port, verdict.allowed])).toEqual([
      [8080, 'yes'],
      [9090, 'no'],
    ]);
  });

  it('that is headless rewrites no port', () => {
    expect(ask([egressTo(80)], 'web', 'headless', tcp(80)).allowed).toBe('yes');
  });

  it('that has no such port, or no backend, has no verdict and says why', () => {
    expect(ask([], 'web', 'plain', tcp(81))).toMatchObject({
      allowed: 'undecidable',
      problem: 'The Service shop/plain has no port 81 of TCP: it serves TCP 80.',
    });
    expect(ask([], 'web', 'empty', tcp(80)).problem).toBe('The Service shop/empty has no ready backend.');
  });

  it('row 53: that leads a pod back to itself is open under NetworkPolicy', () => {
    const deny = networkPolicy('shop/deny', { podSelector: {}, policyTypes: ['Ingress'] });
    const explained = ask([deny], 'web', 'self', tcp(80));
    expect(explained.allowed).toBe('undecidable');
    expect(explained.targets[0]?.verdict.ingress.basis).toBe('undefined');
    expect(ask([], 'web', 'self', tcp(80)).allowed).toBe('yes');
  });

  it('row 53: that leads a pod back to itself is subject to ClusterNetworkPolicies', () => {
    const deny = objectYaml('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', 'deny', {
      spec: {
        tier: 'Admin',
        priority: 1,
        subject: { namespaces: {} },
        ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
      },
    });
    expect(ask([deny], 'web', 'self', tcp(80)).allowed).toBe('no');
    expect(ask([deny], 'web', 'web', tcp(80)).allowed).toBe('yes');
  });

  it('row 37: from outside, whose address a node may take the place of, is open where the policies tell them apart', () => {
    const block = networkPolicy('shop/block', {
      podSelector: {},
      ingress: [{ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }],
    });
    const explained = ask([block], '203.0.113.7', 'edge', tcp(80));
    expect(explained.allowed).toBe('undecidable');
    expect(explained.targets[0]?.verdict.ingress.basis).toBe('undefined');
    expect(ask([block], '203.0.113.7', 'edge-local', tcp(80)).allowed).toBe('yes');
  });
});

describe('a flow to a name outside the cluster', () => {
  const block = networkPolicy('shop/block', {
    podSelector: { matchLabels: { app: 'web' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }],
  });

  it('that nobody has resolved is undecided where the policies tell addresses apart', () => {
    const explained = ask([block], 'web', 'partner', tcp(443));
    expect(explained.allowed).toBe('undecidable');
    expect(explained.problem).toContain('api.example.com');
    expect(ask([], 'web', 'partner', tcp(443)).allowed).toBe('yes');
  });

  it('has a verdict for each address that it resolves to', () => {
    const { program, snapshot } = clusterOf([...objects, block]);
    const [source] = snapshot.pods;
    if (source === undefined) throw new Error('no pod');
    const explained = explainFlow(program, snapshot, {
      source,
      destination: { kind: 'host', name: 'api.example.com', addresses: ['203.0.113.7', '198.51.100.1'] },
      traffic: tcp(443),
    });
    expect(explained.targets.map(({ verdict }) => verdict.allowed)).toEqual(['yes', 'no']);
    expect(explained.allowed).toBe('mixed');
  });
});

describe('a flow without a port', () => {
  const egress = (port: number) => egressTo(port);
  const ingress = (port: number) =>
    networkPolicy('shop/ingress', { podSelector: { matchLabels: { app: 'api' } }, ingress: [{ ports: [{ port }] }] });

  it('row 68: is denied when the sides allow ports, but no port in common', () => {
    expect(ask([egress(80), ingress(443)], 'web', 'api-1', tcp()).allowed).toBe('no');
  });

  it('row 68: is allowed when they have one in common, which is named', () => {
    const explained = ask([egress(443), ingress(443)], 'web', 'api-1', tcp());
    expect(explained.allowed).toBe('yes');
    expect(explained.targets[0]?.connections?.allowed).toEqual({ TCP: [{ from: 443, to: 443 }] });
    expect(explained.targets[0]?.verdict.flow.traffic.port).toBe(443);
  });
});

describe('who an address belongs to', () => {
  const reused = (snapshot: PolicySnapshot): PolicySnapshot => ({
    ...snapshot,
    pods: snapshot.pods.map((pod) =>
      pod.name === 'api-1' ? { ...pod, phase: 'finished', addresses: ['10.0.1.2'] } : pod,
    ),
  });

  it('is the running pod, not the finished one that had it before', () => {
    const { snapshot } = clusterOf(objects, reused);
    expect(partyOfAddress(snapshot, '10.0.1.2')).toMatchObject({ name: 'api-2' });
    expect(partyOfAddress(snapshot, '10.0.1.1')).toEqual({ kind: 'outside', address: '10.0.1.1' });
  });

  it('is a node, a Service, or the outside', () => {
    const { snapshot } = clusterOf(objects, under('calico'));
    expect(partyOfAddress(snapshot, '172.18.0.2')).toMatchObject({ kind: 'node', name: 'node-2' });
    expect(partyOfAddress(snapshot, 'not an address')).toBeUndefined();
    expect(serviceOfAddress(snapshot, '10.96.0.2')?.name).toBe('plain');
  });
});
