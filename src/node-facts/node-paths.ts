/** Where container runtimes look for CNI configuration: the usual folder, then those of k3s, MicroK8s and OpenShift. */
export const configurationFolders: readonly string[] = [
  '/etc/cni/net.d',
  '/var/lib/rancher/k3s/agent/etc/cni/net.d',
  '/var/snap/microk8s/current/args/cni-network',
  '/etc/kubernetes/cni/net.d',
];
/** Where they have their plugins. */
export const pluginFolders: readonly string[] = [
  '/opt/cni/bin',
  '/var/lib/rancher/k3s/data/current/bin',
  '/var/snap/microk8s/current/opt/cni/bin',
  '/usr/libexec/cni',
  '/usr/lib/cni',
];

/** What flannel tells its plugin. */
export const flannelSubnetFile = '/run/flannel/subnet.env';

/** Everything of a node's file system that facts are read from. */
export const nodePaths: readonly string[] = [...configurationFolders, ...pluginFolders, flannelSubnetFile];
