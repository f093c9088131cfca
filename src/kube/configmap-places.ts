/** The ConfigMaps that say how a cluster's network is meant to be, where their installers put them. */
export const configMapPlaces: readonly (readonly [namespace: string, name: string])[] = [
  ['kube-system', 'coredns'],
  ['kube-system', 'kube-proxy'],
  ['kube-system', 'kubeadm-config'],
  ['kube-flannel', 'kube-flannel-cfg'],
  ['kube-system', 'kube-flannel-cfg'],
  ['kube-system', 'cilium-config'],
  ['kube-system', 'calico-config'],
  ['kube-system', 'canal-config'],
  ['kube-system', 'kube-router-cfg'],
  ['kube-system', 'antrea-config'],
];
