import { describe, expect, it } from 'vitest';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';
import { objectYaml, podYaml } from '../../support/policy-flows.ts';
import { allowed, clusterOf, networkPolicy, under } from './cluster.ts';

const node = (name: string, address: string) =>
  objectYaml('v1', 'Node', name, { status: { addresses: [{ type: 'InternalIP', address }] } });

const objects = [
  node('node-1', '172.18.0.1'),
  node('node-2', '172.18.0.2'),
  podYaml('shop/api', { app: 'api' }, { address: '10.0.1.1', node: 'node-1' }),
  podYaml('shop/web', { app: 'web' }, { address: '10.0.1.2', node: 'node-2' }),
  podYaml('shop/host', { app: 'host' }, { address: '172.18.0.2', node: 'node-2', hostNetwork: true }),
  podYaml('shop/near', { app: 'near' }, { address: '172.18.0.1', node: 'node-1', hostNetwork: true }),
];

const denyAll = networkPolicy('shop/deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const denied = clusterOf([...objects, denyAll]);

const withPhase = (phase: 'pending' | 'finished') => (snapshot: PolicySnapshot) => ({
  ...snapshot,
  pods: snapshot.pods.map((pod) => (pod.name === 'web' ? { ...pod, phase, addresses: [] } : pod)),
});

describe('what the specification excepts from policies or leaves open', () => {
  it('row 52: a pod reaches itself at its own address, whatever policies say', () => {
    const verdict = denied.verdict('shop/api', 'shop/api');
    expect(verdict.allowed).toBe('yes');
    expect([verdict.egress.basis, verdict.ingress.basis]).toEqual(['spec-exception', 'spec-exception']);
  });

  it("row 52: a workload's template stands for several pods, between which policies hold", () => {
    const template = objectYaml('apps/v1', 'Deployment', 'shop/many', {
      spec: {
        replicas: 3,
        template: { metadata: { labels: { app: 'many' } }, spec: { containers: [{ name: 'main' }] } },
      },
    });
    expect(allowed(clusterOf([...objects, template, denyAll]), 'shop/many', 'shop/many')).toBe('no');
  });

  it('row 54: the node of a pod reaches it, whatever policies say', () => {
    const verdict = denied.verdict('node node-1', 'shop/api');
    expect(verdict.ingress).toMatchObject({ outcome: 'allow', basis: 'spec-exception' });
    expect(verdict.egress.outcome).toBe('not-applicable');
  });

  it('row 54: so does a hostNetwork pod on that node, for it is the node to policies', () => {
    expect(denied.verdict('shop/near', 'shop/api').ingress).toMatchObject({
      outcome: 'allow',
      basis: 'spec-exception',
    });
  });

  it('row 55: a pod reaches its own node', () => {
    expect(denied.verdict('shop/api', 'node node-1').egress).toMatchObject({
      outcome: 'allow',
      basis: 'spec-exception',
    });
  });

  it('row 55: where the CNI is known to hold its egress policies against the node, it is said', () => {
    const cilium = clusterOf([...objects, denyAll], under('cilium'));
    const { egress } = cilium.verdict('shop/api', 'node node-1');
    expect(egress).toMatchObject({ outcome: 'default-deny', basis: 'spec-exception' });
    expect(egress.reason).toContain('Cilium holds its egress policies against it');
  });

  it('row 56: another node is an ordinary peer that only an address block admits', () => {
    expect(denied.outcome('node node-2', 'shop/api')).toBe('not-applicable default-deny');
    const block = networkPolicy('shop/block', {
      podSelector: {},
      ingress: [{ from: [{ ipBlock: { cidr: '172.18.0.2/32' } }] }],
    });
    expect(clusterOf([...objects, denyAll, block]).outcome('node node-2', 'shop/api')).toBe('not-applicable allow');
    const everyone = networkPolicy('shop/pods', { podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] });
    expect(clusterOf([...objects, everyone]).outcome('node node-2', 'shop/api')).toBe('not-applicable default-deny');
  });

  it('row 57: a policy that selects a hostNetwork pod is never a deny: the API leaves it open', () => {
    const { ingress } = denied.verdict('shop/api', 'shop/host');
    expect(ingress).toMatchObject({ outcome: 'undecidable', basis: 'undefined' });
    expect(ingress.reason).toContain('hostNetwork');
  });

  it('row 57: a policy that would allow it anyway decides nothing: both readings agree', () => {
    const open = networkPolicy('shop/open', { podSelector: {}, ingress: [{}] });
    expect(clusterOf([...objects, open]).verdict('shop/api', 'shop/host').ingress.outcome).toBe('allow');
  });

  it.each(['calico', 'cilium'])('row 57: %s is known to leave hostNetwork pods alone', (cni) => {
    const { ingress } = clusterOf([...objects, denyAll], under(cni)).verdict('shop/api', 'shop/host');
    expect(ingress).toMatchObject({ outcome: 'allow', basis: 'undefined' });
  });

  it('row 58: whether a hostNetwork pod is matched as a peer is open too', () => {
    const fromHost = networkPolicy('shop/from-host', {
      podSelector: { matchLabels: { app: 'api' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'host' } } }] }],
    });
    const { ingress } = clusterOf([...objects, fromHost]).verdict('shop/host', 'shop/api');
    expect(ingress).toMatchObject({ outcome: 'undecidable', basis: 'undefined' });
    const calico = clusterOf([...objects, fromHost], under('calico')).verdict('shop/host', 'shop/api');
    expect(calico.ingress).toMatchObject({ outcome: 'default-deny', basis: 'undefined' });
  });

  it('row 58: where its labels do not fit anyway, nothing is open', () => {
    const fromWeb = networkPolicy('shop/from-web', {
      podSelector: { matchLabels: { app: 'api' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }],
    });
    expect(clusterOf([...objects, fromWeb]).verdict('shop/host', 'shop/api').ingress).toMatchObject({
      outcome: 'default-deny',
      basis: 'policy',
    });
  });

  it('row 59: replies are no flow of their own: only the direction of the connection is judged', () => {
    const ingressOnly = networkPolicy('shop/in', {
      podSelector: { matchLabels: { app: 'api' } },
      policyTypes: ['Egress'],
    });
    expect(allowed(clusterOf([...objects, ingressOnly]), 'shop/web', 'shop/api')).toBe('yes');
  });

  it('row 61: a finished pod owns no address', () => {
    const cluster = clusterOf(objects, withPhase('finished'));
    expect(cluster.verdict('shop/web', 'shop/api').egress).toMatchObject({
      outcome: 'undecidable',
      reason: 'The pod shop/web has finished and owns no address any more.',
    });
  });

  it('row 62: a pod without an address has no verdict yet', () => {
    const cluster = clusterOf(objects, withPhase('pending'));
    expect(cluster.verdict('shop/api', 'shop/web').ingress).toMatchObject({
      outcome: 'undecidable',
      reason: 'The pod shop/web has no address yet.',
    });
  });

  it('row 63: a terminating pod is governed while it has its address', () => {
    const ending = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'ending', namespace: 'shop', deletionTimestamp: '2026-01-01T00:00:00Z' },
      spec: { nodeName: 'node-1', containers: [{ name: 'main' }] },
      status: { phase: 'Running', podIP: '10.0.1.7', podIPs: [{ ip: '10.0.1.7' }] },
    });
    expect(allowed(clusterOf([...objects, ending, denyAll]), 'shop/web', 'shop/ending')).toBe('no');
  });

  it('row 64: a sidecar is governed as its pod is, and its named ports count', () => {
    const sidecar = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'meshed', namespace: 'shop', labels: { app: 'meshed' } },
      spec: {
        nodeName: 'node-1',
        initContainers: [
          {
            name: 'proxy',
            restartPolicy: 'Always',
            ports: [{ name: 'metrics', containerPort: 15090, protocol: 'TCP' }],
          },
        ],
        containers: [{ name: 'main' }],
      },
      status: { phase: 'Running', podIP: '10.0.1.8', podIPs: [{ ip: '10.0.1.8' }] },
    });
    const named = networkPolicy('shop/metrics', {
      podSelector: { matchLabels: { app: 'meshed' } },
      ingress: [{ ports: [{ port: 'metrics' }] }],
    });
    const cluster = clusterOf([...objects, sidecar, named]);
    expect(allowed(cluster, 'shop/web', 'shop/meshed', '15090')).toBe('yes');
    expect(allowed(cluster, 'shop/web', 'shop/meshed', '15091')).toBe('no');
  });

  it('row 65: what no rule says of ICMP is open, and basis undefined keeps anyone from calling it a fault', () => {
    expect(denied.verdict('shop/web', 'shop/api', 'ICMP 8/0').ingress).toMatchObject({
      outcome: 'undecidable',
      basis: 'undefined',
    });
  });

  it.each(['calico', 'cilium'])('row 65: %s is known to deny ICMP that no rule admits', (cni) => {
    const { ingress } = clusterOf([...objects, denyAll], under(cni)).verdict('shop/web', 'shop/api', 'ICMP 8/0');
    expect(ingress).toMatchObject({ outcome: 'default-deny', basis: 'undefined' });
  });

  it('row 65: a rule of ports does not admit ICMP, one without ports does', () => {
    const withPorts = networkPolicy('shop/ports', { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] });
    expect(allowed(clusterOf([...objects, withPorts]), 'shop/web', 'shop/api', 'ICMP 8/0')).toBe('undecidable');
    const peers = networkPolicy('shop/peers', { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] });
    expect(allowed(clusterOf([...objects, peers]), 'shop/web', 'shop/api', 'ICMP 8/0')).toBe('yes');
  });

  it('row 66: under a CNI that enforces nothing a policy has no effect, and what it would do is said', () => {
    const no = { kubernetes: 'no', 'network-policy-api': 'no', calico: 'no', cilium: 'no' } as const;
    const flannel = clusterOf([...objects, denyAll], (snapshot) => ({
      ...snapshot,
      enforcement: { ...snapshot.enforcement, cni: 'flannel', dialects: no },
    }));
    const { ingress, allowed: answer } = flannel.verdict('shop/web', 'shop/api');
    expect(answer).toBe('yes');
    expect(ingress.basis).toBe('not-enforced-by-this-cni');
    expect(ingress.reason).toBe('Nothing in this cluster enforces NetworkPolicies: its CNI is flannel.');
  });

  it('where nobody knows whether policies are enforced, the verdict is what they declare, and says so', () => {
    const unknown = {
      kubernetes: 'unknown',
      'network-policy-api': 'unknown',
      calico: 'unknown',
      cilium: 'unknown',
    } as const;
    const cluster = clusterOf([...objects, denyAll], (snapshot) => ({
      ...snapshot,
      enforcement: { ...snapshot.enforcement, cni: 'unknown', dialects: unknown },
    }));
    expect(cluster.verdict('shop/web', 'shop/api').ingress).toMatchObject({
      outcome: 'default-deny',
      reason: 'It is not known whether anything in this cluster enforces NetworkPolicy.',
    });
  });

  it('row 67: an outside end has no policies of its own', () => {
    expect(clusterOf(objects).outcome('203.0.113.7', 'shop/api')).toBe('not-applicable allow');
    expect(clusterOf(objects).outcome('shop/api', '203.0.113.7')).toBe('allow not-applicable');
  });

  it('what could not be read leaves every verdict undecided, with why', () => {
    const cluster = clusterOf(objects, (snapshot) => ({
      ...snapshot,
      missing: ['NetworkPolicies may not be listed.'],
    }));
    expect(cluster.verdict('shop/web', 'shop/api').ingress).toMatchObject({
      outcome: 'undecidable',
      reason: 'NetworkPolicies may not be listed.',
    });
  });
});
