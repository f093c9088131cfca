import { kubernetesTime, stableUid } from './identity.ts';
import type { KubernetesObject } from './types.ts';

/** CoreDNS's configuration as kubeadm writes it. */
const corefile = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
    loop
    reload
    loadbalance
}
`;

/** flannel's CNI configuration, which it copies to /etc/cni/net.d of every node. */
export const cniConfiguration = `${JSON.stringify(
  {
    name: 'cbr0',
    cniVersion: '0.3.1',
    plugins: [
      { type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true } },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  },
  undefined,
  2,
)}\n`;

/** What the flannel agents are told. */
export const flannelConfiguration = {
  'cni-conf.json': cniConfiguration,
  'net-conf.json': `${JSON.stringify(
    { Network: '10.244.0.0/16', EnableNFTables: true, Backend: { Type: 'vxlan' } },
    undefined,
    2,
  )}\n`,
};

const kubeProxyConfiguration = `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
bindAddress: 0.0.0.0
clusterCIDR: 10.244.0.0/16
mode: nftables
`;

const clusterConfiguration = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
clusterName: plumbline-demo
kubernetesVersion: v1.34.2
networking:
  dnsDomain: cluster.local
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/12
`;

const configMaps: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['kube-system', 'coredns', { Corefile: corefile }],
  ['kube-system', 'kube-proxy', { 'config.conf': kubeProxyConfiguration }],
  ['kube-system', 'kubeadm-config', { ClusterConfiguration: clusterConfiguration }],
];

/** The ConfigMaps that networking is configured by, `plans` among them; `createdAt` in milliseconds. */
export function makeConfigMaps(plans: typeof configMaps, createdAt: number): KubernetesObject[] {
  return [...configMaps, ...plans].map(([namespace, name, data]) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace,
      uid: stableUid(`ConfigMap/${namespace}/${name}`),
      creationTimestamp: kubernetesTime(createdAt),
    },
    data: { ...data },
  }));
}
