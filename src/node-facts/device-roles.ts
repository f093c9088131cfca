import type { Route } from '../tools/ip/routes.ts';
import type { NetworkDevice } from '../tools/ip/device.ts';

/** Which of a node's devices do what for pods' packets. */
export interface DeviceRoles {
  /** Where packets leave the node: the device of the default route, and those below tunnels. */
  readonly uplinks: readonly NetworkDevice[];
  /** Those that wrap packets for other nodes: VXLAN, IPIP, WireGuard… Only those that are up. */
  readonly tunnels: readonly NetworkDevice[];
  /** With pods behind: cni0, docker0… */
  readonly bridges: readonly NetworkDevice[];
  /** The node's ends of pods' devices. */
  readonly podDevices: readonly NetworkDevice[];
}

const tunnelKinds: ReadonlySet<string> = new Set([
  'vxlan',
  'ipip',
  'geneve',
  'wireguard',
  'gre',
  'ip6tnl',
  'sit',
  'ip6gre',
]);
/** Where the kind is not told (old programs), names that CNIs give. */
const tunnelName =
  /^(?:flannel[.-]|vxlan\.calico|vxlan-v6\.calico|tunl0$|wireguard\.cali|wg-v6\.cali|cilium_(?:vxlan|geneve|wg\d)|antrea-tun|weave$|genev_sys|vxlan_sys)/;
const podName = /^(?:veth|cali|lxc|eni|gke|azv|nk)/;
const bridgeName = /^(?:cni\d*|docker\d|br-|cbr0|kube-bridge|podman\d|weave$|antrea-gw0)/;
/** Of Cilium's own: a pair on the host, and the health endpoint's. */
const hostsOwn = /^(?:cilium_(?:host|net)|lxc_health)$/;

/** Sorts a node's devices by what they do. Pure; a device may have no role. */
export function deviceRoles(devices: readonly NetworkDevice[], routes: readonly Route[]): DeviceRoles {
  const up = devices.filter(({ flags, state }) => flags.includes('UP') || (flags.length === 0 && state !== 'DOWN'));
  const tunnels = up.filter(({ kind, name }) => (kind === undefined ? tunnelName.test(name) : tunnelKinds.has(kind)));
  const bridges = devices.filter(({ kind, name }) => (kind === undefined ? bridgeName.test(name) : kind === 'bridge'));
  const leaving = new Set([
    ...routes.flatMap(({ destination, device, table }) =>
      /^(?:default|0\.0\.0\.0\/0|::\/0)$/.test(destination) && (table === undefined || table === 'main')
        ? (device ?? [])
        : [],
    ),
    ...tunnels.flatMap(({ vxlan }) => vxlan?.under ?? []),
  ]);
  const named = devices.filter((device) => leaving.has(device.name) && !tunnels.includes(device));
  // A node may itself be a container or a namespace, with a veth as its uplink.
  const podDevices = devices.filter((device) => isPodDevice(device) && !named.includes(device));
  const other = new Set([...tunnels, ...bridges, ...podDevices]);
  const uplinks = named.length > 0 ? named : up.filter((device) => isPlain(device) && !other.has(device));
  return { uplinks, tunnels, bridges, podDevices };
}

function isPodDevice({ kind, name, peer }: NetworkDevice): boolean {
  if (hostsOwn.test(name)) return false;
  return kind === undefined ? peer !== undefined && podName.test(name) : kind === 'veth' || kind === 'netkit';
}

/** An addressed device that is neither the loopback nor a helper of a CNI's: all that can be said without a default route. */
function isPlain({ name, flags, addresses, kind }: NetworkDevice): boolean {
  return (
    name !== 'lo' &&
    !flags.includes('LOOPBACK') &&
    kind !== 'dummy' &&
    !hostsOwn.test(name) &&
    addresses.some((address) => !address.startsWith('fe80:'))
  );
}
