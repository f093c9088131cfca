import type { DaemonSetRecord } from '../inventory/records.ts';

/** A CNI and how it is told. */
export interface CniKind {
  readonly name: string;
  /** The image of its main container, wherever the registry is and whatever prefix a mirror gives it. */
  readonly image: RegExp;
  /** API groups that it brings: they tell of it where its DaemonSet is not seen, and stay when it is removed. */
  readonly groups: readonly string[];
  /** Its ConfigMaps, by name. */
  readonly configMaps: readonly string[];
  matches(set: DaemonSetRecord): boolean;
}

interface Marks {
  /** Names of its DaemonSet: one of these is believed whatever its image is called. */
  readonly names: RegExp;
  readonly image: RegExp;
  readonly groups?: readonly string[];
  readonly configMaps?: readonly string[];
}

function kind(name: string, { names, image, groups = [], configMaps = [] }: Marks): CniKind {
  return {
    name,
    image,
    groups,
    configMaps,
    matches: (set) => names.test(set.name) || set.images.some((one) => image.test(one)),
  };
}

const calicoImage = /(?:^|[/-])(?:calico[/-]node|cnx-node|hardened-calico)(?:[:@]|$)/;
const flannelImage = /(?:^|[/-])flannel(?:[:@]|$)/;

const canal: CniKind = {
  name: 'canal',
  image: flannelImage,
  groups: [],
  configMaps: ['canal-config'],
  matches: ({ name, images }) =>
    /^(?:rke2-)?canal$/.test(name) ||
    (images.some((image) => calicoImage.test(image)) && images.some((image) => flannelImage.test(image))),
};

/**
 * In the order in which they win: canal holds both Calico and flannel in one DaemonSet, and one that only enforces policies
 * or proxies Services beside another comes after it. Of images the whole last word counts: cilium-envoy, flannel-cni-plugin
 * and calico/csi are no agents.
 */
export const cniKinds: readonly CniKind[] = [
  kind('cilium', {
    names: /^(?:rke2-)?cilium(?:-agent)?$/,
    image: /(?:^|[/-])cilium(?:-ci|-dev|-enterprise)?(?:[:@]|$)/,
    groups: ['cilium.io'],
    configMaps: ['cilium-config'],
  }),
  canal,
  kind('calico', {
    names: /^calico-node(?:-windows)?$/,
    image: calicoImage,
    groups: ['crd.projectcalico.org', 'projectcalico.org', 'operator.tigera.io'],
    configMaps: ['calico-config'],
  }),
  kind('antrea', {
    names: /^antrea-agent$/,
    image: /(?:^|[/-])antrea-(?:agent|ubuntu|ubi)(?:-\w+)?(?:[:@]|$)/,
    groups: ['crd.antrea.io'],
    configMaps: ['antrea-config'],
  }),
  kind('ovn-kubernetes', {
    names: /^ovnkube-node(?:-\w+)?$|^ovs-node$/,
    image: /(?:^|[/-])ovn-kube(?:rnetes)?(?:-\w+)?(?:[:@]|$)/,
    groups: ['k8s.ovn.org'],
  }),
  kind('aws-vpc', {
    names: /^aws-node$/,
    image: /(?:^|[/-])(?:amazon-k8s-cni|aws-vpc-cni)(?:[:@]|$)/,
    groups: ['crd.k8s.amazonaws.com', 'networking.k8s.aws'],
    configMaps: ['amazon-vpc-cni'],
  }),
  kind('weave', { names: /^weave-net$/, image: /(?:^|[/-])weave-kube(?:[:@]|$)/ }),
  kind('flannel', {
    names: /^(?:kube-|rke2-)?flannel(?:-ds(?:-\w+)*)?$/,
    image: flannelImage,
    configMaps: ['kube-flannel-cfg'],
  }),
  kind('kube-router', {
    names: /^kube-router$/,
    image: /(?:^|[/-])kube-router(?:[:@]|$)/,
    configMaps: ['kube-router-cfg'],
  }),
  kind('kindnet', { names: /^kindnet$/, image: /(?:^|[/-])kindnetd(?:[:@]|$)/ }),
];
