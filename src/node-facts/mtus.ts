import type { NodeFacts } from '../contracts/node-facts.ts';
import type { NetworkDevice } from '../tools/ip/device.ts';
import { deviceRoles } from './device-roles.ts';

/** A device with its MTU in bytes. */
export interface DeviceMtu {
  readonly device: string;
  readonly mtu: number;
}

/** A tunnel's MTU, and the greatest that fits into the device below it. */
export interface TunnelMtu extends DeviceMtu {
  /** undefined where the device below, or what the tunnel adds, is not known. */
  readonly fits: number | undefined;
}

/** The MTUs along a pod's way out of its node, in bytes. */
export interface NodeMtus {
  readonly uplinks: readonly DeviceMtu[];
  readonly tunnels: readonly TunnelMtu[];
  readonly bridges: readonly DeviceMtu[];
  /** Of the node's ends of pods' devices: each MTU with how many have it, the most frequent first. */
  readonly pods: readonly { readonly mtu: number; readonly count: number; readonly example: string }[];
}

/** Bytes that a tunnel adds to a packet: [in IPv4, in IPv6]. */
const overheads: Readonly<Record<string, readonly [number, number]>> = {
  vxlan: [50, 70],
  geneve: [50, 70],
  ipip: [20, 20],
  ip6tnl: [40, 40],
  wireguard: [60, 80],
};

/** The MTUs of a node's devices; undefined where its devices are not known. */
export function nodeMtus({ devices, routes }: Pick<NodeFacts, 'devices' | 'routes'>): NodeMtus | undefined {
  if (!devices.known) return undefined;
  const roles = deviceRoles(devices.value, routes.known ? routes.value : []);
  const mtus = (some: readonly NetworkDevice[]) =>
    some.flatMap(({ name, mtu }): DeviceMtu[] => (mtu === undefined ? [] : [{ device: name, mtu }]));
  const counts = new Map<number, { count: number; example: string }>();
  for (const { device, mtu } of mtus(roles.podDevices)) {
    const found = counts.get(mtu);
    counts.set(mtu, { count: (found?.count ?? 0) + 1, example: found?.example ?? device });
  }
  return {
    uplinks: mtus(roles.uplinks),
    tunnels: roles.tunnels.flatMap((tunnel): TunnelMtu[] =>
      tunnel.mtu === undefined
        ? []
        : [{ device: tunnel.name, mtu: tunnel.mtu, fits: greatestThatFits(tunnel, roles.uplinks, devices.value) }],
    ),
    bridges: mtus(roles.bridges),
    pods: [...counts].map(([mtu, rest]) => ({ mtu, ...rest })).sort((one, other) => other.count - one.count),
  };
}

/** By the device that the tunnel names below it, else the only uplink. */
function greatestThatFits(
  { kind, vxlan }: NetworkDevice,
  uplinks: readonly NetworkDevice[],
  devices: readonly NetworkDevice[],
): number | undefined {
  const overhead = overheads[kind ?? ''];
  const under = vxlan?.under === undefined ? undefined : devices.find(({ name }) => name === vxlan.under);
  const below = (under ?? (uplinks.length === 1 ? uplinks[0] : undefined))?.mtu;
  if (overhead === undefined || below === undefined) return undefined;
  return below - overhead[vxlan?.local?.includes(':') === true ? 1 : 0];
}
