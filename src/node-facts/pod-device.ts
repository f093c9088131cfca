import { createHash } from 'node:crypto';
import type { NodeFacts } from '../contracts/node-facts.ts';
import type { NetworkDevice } from '../tools/ip/device.ts';

/** A pod as far as it has to be known to find its device on its node. */
export interface PodOnNode {
  readonly namespace: string;
  readonly name: string;
  /** status.podIPs. */
  readonly addresses: readonly string[];
  /** Its own eth0 as read within the pod, where that could be done. */
  readonly inside?: Pick<NetworkDevice, 'index' | 'peer'> | undefined;
}

/** The node's end of a pod's device. */
export type PodDevice =
  | { readonly found: true; readonly device: NetworkDevice /** How it is known, as a clause. */; readonly how: string }
  | { readonly found: false; readonly why: string };

/** What pod devices on a node are found by. */
export type PodDeviceFacts = Pick<NodeFacts, 'devices' | 'routes' | 'neighbours' | 'forwarding'>;

/**
 * Finds the node's end of a pod's device: by what the pod's own end says, by the name that the CNI makes of the pod's, by a
 * route to its address, or by the port of the bridge behind which its MAC address was seen. Pure; never a guess.
 */
export function podDevice(facts: PodDeviceFacts, pod: PodOnNode): PodDevice {
  if (!facts.devices.known) return { found: false, why: `the node's devices are not known: ${facts.devices.why}` };
  const devices = facts.devices.value;
  const ways = [byPeer(devices, pod), byName(devices, pod), byRoute(facts, pod), byBridge(facts, pod)];
  for (const way of ways) {
    const device = way === undefined ? undefined : devices.find(({ name }) => name === way.name);
    if (way !== undefined && device !== undefined) return { found: true, device, how: way.how };
  }
  return {
    found: false,
    why: `none of the node's ${devices.length} devices is that of pod ${pod.namespace}/${pod.name}: none has the name that Calico would give it, no route leads to its address alone, and no bridge has seen it`,
  };
}

interface FoundBy {
  readonly name: string;
  readonly how: string;
}

const pairs: ReadonlySet<string> = new Set(['veth', 'netkit']);

/** `eth0@if12` in the pod is a device with index 12 on the node, which names the pod's index in turn. */
function byPeer(devices: readonly NetworkDevice[], { inside }: PodOnNode): FoundBy | undefined {
  const [, index] = /^if(\d+)$/.exec(inside?.peer ?? '') ?? [];
  const device = devices.find((one) => index !== undefined && one.index === Number(index));
  if (device === undefined || inside === undefined || (device.kind !== undefined && !pairs.has(device.kind)))
    return undefined;
  // Indexes are counted per network namespace: a device that says it is paired with another one is not the pod's.
  if (device.peer !== undefined && inside.index !== undefined && device.peer !== `if${inside.index}`) return undefined;
  return { name: device.name, how: `the pod's eth0 says that its other end is number ${index} on the node` };
}

/** Calico's rule, which AWS's and others follow with prefixes of their own: 11 digits of the SHA-1 of 'namespace.name'. */
function byName(devices: readonly NetworkDevice[], { namespace, name }: PodOnNode): FoundBy | undefined {
  const digits = createHash('sha1').update(`${namespace}.${name}`).digest('hex').slice(0, 11);
  const device = devices.find((one) => one.name.endsWith(digits) && /^[a-z]{2,4}$/.test(one.name.slice(0, -11)));
  return device && { name: device.name, how: `its name is made of the pod's, as Calico does` };
}

function byRoute({ routes }: PodDeviceFacts, { addresses }: PodOnNode): FoundBy | undefined {
  if (!routes.known) return undefined;
  const route = routes.value.find(
    ({ destination, device, type, gateway }) =>
      device !== undefined &&
      type === 'unicast' &&
      gateway === undefined &&
      addresses.some(
        (address) => destination === address || destination === `${address}/32` || destination === `${address}/128`,
      ),
  );
  return route?.device === undefined
    ? undefined
    : { name: route.device, how: `the route to ${route.destination} goes there` };
}

/** The bridge knows the pod's MAC address as a neighbour, and behind which of its ports it was seen. */
function byBridge({ neighbours, forwarding }: PodDeviceFacts, { addresses }: PodOnNode): FoundBy | undefined {
  if (!neighbours.known || !forwarding.known) return undefined;
  const neighbour = neighbours.value.find(({ address, mac }) => mac !== undefined && addresses.includes(address));
  const entry = forwarding.value.find(
    ({ mac, device, destination, flags }) =>
      mac === neighbour?.mac && device !== undefined && destination === undefined && !flags.includes('permanent'),
  );
  return entry?.device === undefined
    ? undefined
    : { name: entry.device, how: `the bridge has seen the pod's MAC address ${entry.mac} behind it` };
}
