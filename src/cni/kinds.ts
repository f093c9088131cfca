import type { DaemonSetRecord } from '../inventory/records.ts';

/** A CNI and how its DaemonSet is told. */
export interface CniKind {
  readonly name: string;
  /** The image of its main container, wherever the registry is. */
  readonly image: RegExp;
  matches(set: DaemonSetRecord): boolean;
}

function kind(name: string, names: RegExp, image: RegExp): CniKind {
  return {
    name,
    image,
    matches: (set) => names.test(set.name) && (set.images.length === 0 || set.images.some((one) => image.test(one))),
  };
}

/** In the order in which they win: canal holds both Calico and flannel in one DaemonSet. */
export const cniKinds: readonly CniKind[] = [
  kind('cilium', /^cilium(-agent)?$/, /cilium/),
  kind('canal', /^(rke2-)?canal$/, /flannel|calico/),
  kind('calico', /^calico-node$/, /calico|\/node[:@]/),
  kind('antrea', /^antrea-agent$/, /antrea/),
  kind('ovn-kubernetes', /^ovnkube-node$|^ovs-node$/, /ovn|openshift/),
  kind('aws-vpc', /^aws-node$/, /amazon-k8s-cni|aws-vpc-cni/),
  kind('weave', /^weave-net$/, /weave/),
  kind('flannel', /flannel/, /flannel/),
  kind('kube-router', /^kube-router$/, /kube-router/),
  kind('kindnet', /^kindnet$/, /kindnet/),
];
