import { type Fields, fieldsOf, numberOf, textOf } from '../../inventory/prune/fields.ts';
import type { IpamSettings } from './judge-addresses.ts';

/** BGPConfiguration `default`; without one Calico meshes all nodes. */
export interface BgpSettingsObject {
  readonly mesh: boolean;
  readonly asNumber: string;
  readonly listenPort: number;
}

export function bgpSettingsOf(object: Fields | undefined): BgpSettingsObject {
  const spec = fieldsOf(object ?? {}, 'spec');
  return {
    mesh: spec['nodeToNodeMeshEnabled'] !== false,
    asNumber: String(numberOf(spec, 'asNumber') ?? (textOf(spec, 'asNumber') || 64512)),
    listenPort: numberOf(spec, 'listenPort') ?? 179,
  };
}

/** IPAMConfig (crd.projectcalico.org) or IPAMConfiguration (projectcalico.org); without one the defaults hold. */
export function ipamSettingsOf(object: Fields | undefined): IpamSettings {
  const spec = fieldsOf(object ?? {}, 'spec');
  const most = numberOf(spec, 'maxBlocksPerHost') ?? 0;
  return {
    strictAffinity: spec['strictAffinity'] === true,
    autoAllocateBlocks: spec['autoAllocateBlocks'] !== false,
    maxBlocksPerHost: most > 0 ? most : undefined,
  };
}

/** A tier in the order in which it is asked. */
export interface TierObject {
  readonly name: string;
  /** Undefined: after all that have one. */
  readonly order: number | undefined;
  /** 'Deny' or 'Pass': what happens to whom a policy of the tier selects and none decides about. */
  readonly defaultAction: string;
}

export function tierOf(object: Fields): TierObject | undefined {
  const name = textOf(fieldsOf(object, 'metadata'), 'name');
  const spec = fieldsOf(object, 'spec');
  return name === ''
    ? undefined
    : { name, order: numberOf(spec, 'order'), defaultAction: textOf(spec, 'defaultAction') || usualAction(name) };
}

/** Tiers of the network-policy-api hand on what they do not decide; Calico's own deny it. */
function usualAction(name: string): string {
  return /^(?:kube-admin|kube-baseline|adminnetworkpolicy|baselineadminnetworkpolicy)$/.test(name) ? 'Pass' : 'Deny';
}

/** Installation (operator.tigera.io/v1) as far as it decides how pods are connected. */
export interface InstallationObject {
  /** 'Calico', 'CalicoEnterprise'. */
  readonly variant: string;
  readonly bgp: string | undefined;
  /** 'Iptables', 'BPF', 'Nftables', 'VPP'. */
  readonly dataplane: string | undefined;
  /** 'Calico', 'HostLocal', 'AmazonVPC'… */
  readonly ipam: string | undefined;
  readonly mtu: number | undefined;
  /** How each node finds its own address, in words. */
  readonly detection: string | undefined;
}

export function installationOf(object: Fields): InstallationObject {
  const spec = fieldsOf(object, 'spec');
  const network = fieldsOf(spec, 'calicoNetwork');
  const detection = Object.entries(fieldsOf(network, 'nodeAddressAutodetectionV4'))[0];
  return {
    variant: textOf(spec, 'variant') || 'Calico',
    bgp: textOf(network, 'bgp') || undefined,
    dataplane: textOf(network, 'linuxDataplane') || undefined,
    ipam: textOf(fieldsOf(fieldsOf(spec, 'cni'), 'ipam'), 'type') || undefined,
    mtu: numberOf(network, 'mtu'),
    detection:
      detection && `${detection[0]} ${typeof detection[1] === 'string' ? detection[1] : JSON.stringify(detection[1])}`,
  };
}
