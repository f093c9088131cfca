import type { NamespaceRecord, NodeRecord } from '../records.ts';
import { type Fields, fieldsOf, listOf, textOf, textsOf } from './fields.ts';
import { conditionsOf, identityOf } from './identity.ts';
import type { Interner } from './intern.ts';

const roleLabel = 'node-role.kubernetes.io/';
/** flannel, Calico, Cilium, kube-router, OVN-Kubernetes, Antrea and Weave write under these. */
const cniAnnotation =
  /(^|\.)(flannel\.alpha\.coreos\.com|flannel\.|projectcalico\.org|cilium\.io|kube-router\.io|k8s\.ovn\.org|antrea\.io|weave\.works)|^kubeadm\.alpha\.kubernetes\.io\/cri-socket/;

/** v1 Node to its slim record; undefined for what is no object. */
export function pruneNode(node: Fields, interner: Interner): NodeRecord | undefined {
  const identity = identityOf(node, interner);
  if (identity === undefined) return undefined;
  const spec = fieldsOf(node, 'spec');
  const status = fieldsOf(node, 'status');
  const info = fieldsOf(status, 'nodeInfo');
  const conditions = conditionsOf(status, interner);
  const addresses = listOf(status, 'addresses').map((one) => ({
    type: interner.text(textOf(one, 'type')),
    address: textOf(one, 'address'),
  }));
  const annotations = Object.entries(fieldsOf(fieldsOf(node, 'metadata'), 'annotations')).filter(([key]) =>
    cniAnnotation.test(key),
  );
  const podCidrs = textsOf(spec, 'podCIDRs');
  const podCidr = textOf(spec, 'podCIDR');
  return {
    kind: 'node',
    ...identity,
    ready: conditions.find((condition) => condition.type === 'Ready')?.status ?? 'Unknown',
    unschedulable: spec['unschedulable'] === true,
    conditions,
    addresses,
    internalAddresses: addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => address),
    hostName: addresses.find(({ type }) => type === 'Hostname')?.address ?? '',
    podCidrs: podCidrs.length > 0 ? podCidrs : podCidr === '' ? [] : [podCidr],
    kubeletVersion: interner.text(textOf(info, 'kubeletVersion')),
    osImage: interner.text(textOf(info, 'osImage')),
    kernelVersion: interner.text(textOf(info, 'kernelVersion')),
    containerRuntime: interner.text(textOf(info, 'containerRuntimeVersion')),
    roles: Object.keys(identity.labels)
      .filter((label) => label.startsWith(roleLabel))
      .map((label) => label.slice(roleLabel.length)),
    annotations: interner.labels(Object.fromEntries(annotations)),
  };
}

/** v1 Namespace to its slim record; undefined for what is no object. */
export function pruneNamespace(namespace: Fields, interner: Interner): NamespaceRecord | undefined {
  const identity = identityOf(namespace, interner);
  return identity && { kind: 'namespace', ...identity, phase: textOf(fieldsOf(namespace, 'status'), 'phase') };
}
