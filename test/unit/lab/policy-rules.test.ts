import { describe, expect, it } from 'vitest';
import type { ClusterObjects } from '../../../demo/backend.ts';
import { type LabPod, labPods } from '../../../demo/lab/cluster-model.ts';
import { rulesFor } from '../../../demo/lab/policy/policy-model.ts';
import { nodePolicyRules, podPolicyRules } from '../../../demo/lab/policy/policy-rules.ts';
import type { KubernetesObject, World } from '../../../demo/world/types.ts';

const world: World = {
  cni: 'flannel',
  customResources: [],
  images: [],
  clusterUid: 'u',
  nodes: [
    { name: 'one', address: '192.168.77.11', podCidr: '10.244.1.0/24', vtepMac: '02:00:00:00:00:01' },
    { name: 'two', address: '192.168.77.12', podCidr: '10.244.2.0/24', vtepMac: '02:00:00:00:00:02' },
  ],
  serviceCidr: '10.96.0.0/12',
  dnsAddress: '10.96.0.10',
  objects: [],
  containers: [],
};

function podObject(namespace: string, name: string, node: string, podIP: string, rest: object = {}): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, uid: name, labels: { app: name } },
    spec: { nodeName: node, containers: [{ name: 'c', ports: [{ name: 'web', containerPort: 8080 }] }], ...rest },
    status: { podIP, phase: 'Running' },
  };
}

const pods = [
  podObject('a', 'server', 'one', '10.244.1.2'),
  podObject('a', 'client', 'two', '10.244.2.2'),
  podObject('b', 'other', 'two', '10.244.2.3'),
  podObject('a', 'host', 'one', '192.168.77.11', { hostNetwork: true }),
];

const namespaces = ['a', 'b'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
}));

function cluster(...specs: readonly object[]): ClusterObjects {
  const networkPolicies = specs.map((spec, index) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace: 'a', name: `policy-${index}` },
    spec,
  }));
  return { pods, namespaces, services: [], endpointSlices: [], networkPolicies };
}

function named(objects: ClusterObjects, name: string): { pod: LabPod; all: LabPod[] } {
  const all = labPods(world, objects);
  const pod = all.find((candidate) => candidate.name === name);
  if (pod === undefined) throw new Error(`no pod ${name}`);
  return { pod, all };
}

const admitted = (objects: ClusterObjects, name: string): string => {
  const { pod, all } = named(objects, name);
  return podPolicyRules(pod, all, objects);
};

const selectsServer = { podSelector: { matchLabels: { app: 'server' } } };

describe('the lab’s policy compiler', () => {
  it('makes no rule for a pod that no policy selects', () => {
    expect(admitted(cluster(selectsServer), 'client')).not.toContain('drop');
  });

  it('isolates ingress only, by a policy without types and egress rules', () => {
    const objects = cluster(selectsServer);
    const { pod, all } = named(objects, 'server');
    expect(rulesFor(pod, 'ingress', all, objects)).toEqual([]);
    expect(rulesFor(pod, 'egress', all, objects)).toBeUndefined();
  });

  it('adds up the rules of all policies that select a pod', () => {
    const objects = cluster(
      { ...selectsServer, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'client' } } }] }] },
      {
        podSelector: {},
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'b' } } }] }],
      },
    );
    const text = admitted(objects, 'server');
    expect(text).toContain('ip saddr { 10.244.2.2 } accept');
    expect(text).toContain('ip saddr { 10.244.2.3 } accept');
  });

  it('never means a pod in the host’s network by a selector', () => {
    const text = admitted(cluster({ ...selectsServer, ingress: [{ from: [{ podSelector: {} }] }] }), 'server');
    expect(text).toContain('ip saddr { 10.244.1.2, 10.244.2.2 } accept');
  });

  it('never isolates a pod in the host’s network', () => {
    const objects = cluster({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    const { pod, all } = named(objects, 'host');
    expect(rulesFor(pod, 'ingress', all, objects)).toBeUndefined();
  });

  it('always admits a pod’s own node', () => {
    expect(admitted(cluster(selectsServer), 'server')).toContain('ip saddr { 10.244.1.1, 192.168.77.11 } accept');
  });

  it('takes a named port from the pod that it is a port of', () => {
    const text = admitted(cluster({ ...selectsServer, ingress: [{ ports: [{ port: 'web' }] }] }), 'server');
    expect(text).toContain('tcp dport 8080 accept');
  });

  it('admits nothing by a name that the pod does not have', () => {
    const text = admitted(cluster({ ...selectsServer, ingress: [{ ports: [{ port: 'nope' }] }] }), 'server');
    expect(text).not.toContain('dport');
  });

  it('keeps a named port to its protocol', () => {
    const text = admitted(
      cluster({ ...selectsServer, ingress: [{ ports: [{ port: 'web', protocol: 'UDP' }] }] }),
      'server',
    );
    expect(text).not.toContain('dport');
  });

  it('takes ports without a protocol for TCP, and knows SCTP', () => {
    const ports = [{ port: 1 }, { port: 2, protocol: 'UDP' }, { port: 3, protocol: 'SCTP' }, { port: 4, endPort: 6 }];
    const text = admitted(cluster({ ...selectsServer, ingress: [{ ports }] }), 'server');
    for (const match of ['tcp dport 1 ', 'udp dport 2 ', 'sctp dport 3 ', 'tcp dport 4-6 '])
      expect(text).toContain(match);
  });

  it('leaves out what nftables would refuse', () => {
    const from = [{ ipBlock: { cidr: 'fd00::/8' } }, { ipBlock: { cidr: '10.0.0.0/33' } }, { ipBlock: {} }];
    const ports = [{ port: 0 }, { port: 70_000 }, { port: 9, endPort: 8 }, { port: 1, protocol: 'GRE' }];
    const text = admitted(cluster({ ...selectsServer, ingress: [{ from }, { ports }] }), 'server');
    expect(text).not.toMatch(/fd00|\/33|dport/);
  });

  it('judges egress to other nodes on the source’s node only', () => {
    const objects = cluster({ ...selectsServer, policyTypes: ['Egress'] });
    const [one, two] = world.nodes.map((node) => nodePolicyRules(node, labPods(world, objects), objects));
    expect(one).toContain('ip saddr 10.244.1.2 jump');
    expect(two).not.toContain('jump');
  });
});
