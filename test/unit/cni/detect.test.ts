import { describe, expect, it } from 'vitest';
import { flannelBackend, imageTag } from '../../../src/cni/configuration.ts';
import { detectCni } from '../../../src/cni/detect.ts';
import { pruneConfigMap } from '../../../src/inventory/prune/controller.ts';
import { createInterner } from '../../../src/inventory/prune/intern.ts';
import { inventoryOf, podObject } from '../inventory/objects.ts';

const daemonSet = (namespace: string, name: string, image: string) => ({
  metadata: { name, namespace, uid: `ds-${name}` },
  spec: { template: { spec: { containers: [{ name: 'main', image }] } } },
  status: { desiredNumberScheduled: 2, numberReady: 1 },
});
const node = (name: string) => ({
  metadata: { name, uid: `n-${name}` },
  spec: { podCIDRs: ['10.244.1.0/24'] },
  status: {},
});

describe('detecting the CNI', () => {
  it('does not take Cilium for an enforcer where its configuration says that it is none', () => {
    const settings = [{ 'enable-policy': 'never' }, { 'policy-audit-mode': 'true' }, { 'enable-policy': 'default' }];
    const answers = settings.map((data) => {
      const inventory = inventoryOf({
        daemonsets: [daemonSet('kube-system', 'cilium', 'quay.io/cilium/cilium:v1.17.1')],
      });
      const metadata = { name: 'cilium-config', namespace: 'kube-system', uid: 'c' };
      const record = pruneConfigMap({ metadata, data }, createInterner());
      if (record !== undefined) inventory.configmaps.put(record);
      return detectCni(inventory).enforcesPolicies;
    });
    expect(answers).toEqual(['no', 'no', 'yes']);
  });

  it('reads flannel with its version, its backend and its agents', () => {
    const inventory = inventoryOf({
      nodes: [node('worker-2'), node('worker-1')],
      daemonsets: [daemonSet('kube-flannel', 'kube-flannel-ds', 'ghcr.io/flannel-io/flannel:v0.26.1')],
      pods: [
        podObject('kube-flannel', 'kube-flannel-ds-x', {
          metadata: { ownerReferences: [{ kind: 'DaemonSet', name: 'kube-flannel-ds', controller: true }] },
          spec: {
            hostNetwork: true,
            containers: [{ name: 'kube-flannel', image: 'ghcr.io/flannel-io/flannel:v0.26.1' }],
          },
        }),
        podObject('shop', 'web'),
      ],
    });
    const config = {
      metadata: { name: 'kube-flannel-cfg', namespace: 'kube-flannel', uid: 'c' },
      data: { 'net-conf.json': '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan"}}' },
    };
    const record = pruneConfigMap(config, createInterner());
    if (record !== undefined) inventory.configmaps.put(record);
    expect(detectCni(inventory)).toEqual({
      name: 'flannel',
      version: 'v0.26.1',
      backend: 'vxlan',
      namespace: 'kube-flannel',
      daemonSet: { name: 'kube-flannel-ds', desired: 2, ready: 1 },
      enforcesPolicies: 'no',
      remarks: ['flannel alone enforces no NetworkPolicy: the policies that exist have no effect on the wire.'],
      agents: [
        {
          node: 'worker-1',
          pod: { namespace: 'kube-flannel', name: 'kube-flannel-ds-x', container: 'kube-flannel' },
          ready: true,
          restarts: 0,
          podsOnNode: 1,
          podCidr: '10.244.1.0/24',
        },
        { node: 'worker-2', pod: undefined, ready: false, restarts: 0, podsOnNode: 0, podCidr: '10.244.1.0/24' },
      ],
    });
  });

  it.each([
    ['flannel', 'no', [daemonSet('kube-flannel', 'kube-flannel-ds', 'flannel/flannel:v0.26.1')]],
    [
      'flannel',
      'yes',
      [
        daemonSet('kube-flannel', 'kube-flannel-ds', 'flannel/flannel:v0.26.1'),
        daemonSet('kube-system', 'kube-network-policies', 'registry.k8s.io/networking/kube-network-policies:v0.7'),
      ],
    ],
    [
      'flannel',
      'yes',
      [
        daemonSet('kube-flannel', 'kube-flannel-ds', 'flannel/flannel:v0.26.1'),
        daemonSet('kube-system', 'kube-router', 'cloudnativelabs/kube-router:v2'),
      ],
    ],
    ['calico', 'yes', [daemonSet('calico-system', 'calico-node', 'docker.io/calico/node:v3.30.0')]],
    ['canal', 'yes', [daemonSet('kube-system', 'canal', 'docker.io/calico/node:v3.30.0')]],
    ['cilium', 'yes', [daemonSet('kube-system', 'cilium', 'quay.io/cilium/cilium:v1.17.1@sha256:abc')]],
    ['weave', 'yes', [daemonSet('kube-system', 'weave-net', 'weaveworks/weave-kube:2.8.1')]],
    ['aws-vpc', 'unknown', [daemonSet('kube-system', 'aws-node', '602.dkr.ecr.eu.amazonaws.com/amazon-k8s-cni:v1.19')]],
    ['antrea', 'yes', [daemonSet('kube-system', 'antrea-agent', 'antrea/antrea-agent-ubuntu:v2.3')]],
    ['ovn-kubernetes', 'yes', [daemonSet('ovn-kubernetes', 'ovnkube-node', 'ghcr.io/ovn-kubernetes/ovn-kube:v1')]],
    ['unknown', 'unknown', [daemonSet('kube-system', 'kube-proxy', 'registry.k8s.io/kube-proxy:v1.35')]],
  ] as const)('%s: policies enforced: %s', (name, enforces, daemonsets) => {
    expect(detectCni(inventoryOf({ daemonsets }))).toMatchObject({ name, enforcesPolicies: enforces });
  });

  it.each([
    ['cilium', 'kube-system', 'rke2-cilium', 'registry.corp:5000/mirror/rancher/mirrored-cilium-cilium:v1.18.2'],
    ['cilium', 'kube-system', 'cilium', 'registry.corp/base/agent@sha256:abc'],
    ['cilium', 'networking', 'net-agent', 'registry.corp/quay/cilium/cilium:v1.17.1'],
    ['calico', 'calico-system', 'calico-node', 'registry.corp/platform/node:v3.30'],
    ['calico', 'tigera', 'network', 'docker.io/rancher/mirrored-calico-node:v3.29.3'],
    ['canal', 'kube-system', 'rke2-canal', 'rancher/hardened-calico:v3.30'],
    ['flannel', 'kube-system', 'kube-flannel-ds-amd64', 'quay.io/coreos/flannel:v0.14.0-amd64'],
    ['flannel', 'flannel-system', 'overlay', 'registry.corp/rancher/mirrored-flannelcni-flannel:v0.22.0'],
    ['ovn-kubernetes', 'openshift-ovn-kubernetes', 'ovnkube-node', 'quay.io/openshift-release-dev/ocp@sha256:1'],
    ['kindnet', 'kube-system', 'kindnet', 'docker.io/kindest/kindnetd:v20250512'],
    ['unknown', 'kube-system', 'cilium-envoy', 'quay.io/cilium/cilium-envoy:v1.34'],
    ['unknown', 'calico-system', 'csi-node-driver', 'docker.io/calico/csi:v3.30.0'],
    ['unknown', 'kube-system', 'install-plugins', 'ghcr.io/flannel-io/flannel-cni-plugin:v1.7'],
  ])('takes %s for what it is: %s/%s with %s', (name, namespace, set, image) => {
    expect(detectCni(inventoryOf({ daemonsets: [daemonSet(namespace, set, image)] })).name).toBe(name);
  });

  it('takes a DaemonSet with both images for Canal, and not for two CNIs', () => {
    const both = daemonSet('net', 'overlay', 'docker.io/calico/node:v3.30.0');
    both.spec.template.spec.containers.push({ name: 'flannel', image: 'flannel/flannel:v0.26.1' });
    const summary = detectCni(inventoryOf({ daemonsets: [both] }));
    expect([summary.name, summary.remarks]).toEqual(['canal', ['canal enforces NetworkPolicies.']]);
  });

  it('names what stands beside the CNI, and what another one has left', () => {
    const inventory = inventoryOf({
      daemonsets: [
        daemonSet('kube-system', 'aws-node', 'amazon-k8s-cni:v1'),
        daemonSet('kube-system', 'cilium', 'cilium/cilium:v1'),
      ],
    });
    inventory.apiGroups.set(['cilium.io', 'crd.projectcalico.org', 'apps']);
    const { name, remarks } = detectCni(inventory);
    expect(name).toBe('cilium');
    expect(remarks.slice(1)).toEqual([
      'Beside it there is aws-vpc (kube-system/aws-node).',
      'API group crd.projectcalico.org of calico is there, its DaemonSet is not: perhaps left over.',
    ]);
  });

  it('does not take what a CNI left behind for the CNI', () => {
    const inventory = inventoryOf({});
    inventory.apiGroups.set(['cilium.io']);
    expect(detectCni(inventory)).toMatchObject({
      name: 'unknown',
      remarks: [
        'No DaemonSet of a CNI that plumbline knows was found, only API group cilium.io (cilium).',
        expect.any(String),
      ],
    });
  });

  it('finds the flannel that k3s carries inside by what it writes on the nodes', () => {
    const annotated = {
      ...node('n'),
      metadata: { name: 'n', uid: 'n', annotations: { 'flannel.alpha.coreos.com/backend-type': 'vxlan' } },
    };
    expect(detectCni(inventoryOf({ nodes: [annotated] }))).toMatchObject({
      name: 'flannel',
      backend: 'vxlan',
      enforcesPolicies: 'unknown',
    });
  });
});

describe('reading its configuration', () => {
  it.each([
    ['ghcr.io/flannel-io/flannel:v0.26.1', 'v0.26.1'],
    ['registry:5000/flannel', undefined],
    ['registry:5000/flannel:v1@sha256:abc', 'v1'],
    ['flannel@sha256:abc', undefined],
  ])('the tag of %s is %s', (image, tag) => {
    expect(imageTag(image)).toBe(tag);
  });

  it('does not guess a backend from a broken net-conf.json', () => {
    expect([
      flannelBackend('{"Backend":'),
      flannelBackend('[]'),
      flannelBackend('{"Backend":{}}'),
      flannelBackend(undefined),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });
});
