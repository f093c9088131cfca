import { kubeFlannelWorkloads } from '../apps/kube-flannel.ts';
import { cniConfiguration, flannelConfiguration } from '../config-maps.ts';
import type { WorldNode } from '../types.ts';
import type { CniPlan } from './plan.ts';

/** What flanneld writes for its CNI plugin. */
function subnetFile(node: WorldNode): string {
  const subnet = node.podCidr.replace(/\.0\//, '.1/');
  return `FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=${subnet}\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n`;
}

/** flannel over VXLAN, as its manifest deploys it. */
export const flannel: CniPlan = {
  namespaces: ['kube-flannel'],
  workloads: kubeFlannelWorkloads,
  configMaps: [['kube-flannel', 'kube-flannel-cfg', flannelConfiguration]],
  customResources: [],
  overlay: {
    device: 'flannel.1',
    vni: 1,
    port: 8472,
    routeTo: ({ podCidr }) => podCidr,
    podDevice: (_namespace, _name, id) => id.replace('p-', 'veth'),
  },
  nodeAnnotations: (node) => ({
    'flannel.alpha.coreos.com/backend-data': JSON.stringify({ VNI: 1, VtepMAC: node.vtepMac }),
    'flannel.alpha.coreos.com/backend-type': 'vxlan',
    'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
    'flannel.alpha.coreos.com/public-ip': node.address,
  }),
  networkIsUp: ['FlannelIsUp', 'Flannel is running on this node'],
  objects: () => [],
  nodeFiles: (node) => [
    ['/etc/cni/net.d/10-flannel.conflist', cniConfiguration],
    ['/run/flannel/subnet.env', subnetFile(node)],
  ],
  plugins: ['flannel'],
  toolOutputs: () => new Map(),
};
