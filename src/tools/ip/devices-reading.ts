import { countWords } from '../../text/words.ts';
import { listReader } from '../reading/of-list.ts';
import type { NetworkDevice } from './device.ts';
import { parseDevices } from './devices.ts';

/** Reads saved lists of network devices. */
export const ipLinkReader = listReader({
  tool: 'ip-link',
  about: 'ip link show, also -d, -s, -br and -j',
  parse: parseDevices,
  summary,
  sentence,
});

/** Reads saved lists of addresses. */
export const ipAddrReader = listReader({
  tool: 'ip-addr',
  about: 'ip addr show, also -br and -j',
  parse: parseDevices,
  summary,
  sentence,
});

function summary(devices: readonly NetworkDevice[]): Readonly<Record<string, unknown>> {
  return {
    down: devices.filter(isDown).map(({ name }) => name),
    mtus: Object.fromEntries(devices.flatMap(({ name, mtu }) => (mtu === undefined ? [] : [[name, mtu]]))),
    addresses: Object.fromEntries(
      devices.flatMap(({ name, addresses }) => (addresses.length === 0 ? [] : [[name, addresses]])),
    ),
  };
}

/** Tunnels say UNKNOWN while they work: only what says DOWN, or has no UP among its flags, is down. */
function isDown({ state, flags }: NetworkDevice): boolean {
  return state === 'DOWN' || state === 'LOWERLAYERDOWN' || (flags.length > 0 && !flags.includes('UP'));
}

function sentence(devices: readonly NetworkDevice[]): string {
  const [only] = devices;
  if (only === undefined) return 'There is no device.';
  if (devices.length === 1) return `${oneDevice(only)}.`;
  const down = devices.filter(isDown).map(({ name }) => name);
  return `${countWords(devices.length, 'device')}; ${down.length === 0 ? 'none is down' : `DOWN: ${down.join(', ')}`}.`;
}

function oneDevice(device: NetworkDevice): string {
  const { name, mtu, kind, vxlan, master, sent, received, addresses } = device;
  const parts = [
    `${name} is ${isDown(device) ? 'DOWN' : 'up'}`,
    ...(mtu === undefined ? [] : [`MTU ${mtu}`]),
    ...(vxlan === undefined
      ? kind === undefined
        ? []
        : [kind]
      : [`VXLAN ${vxlan.id ?? '?'} from ${vxlan.local ?? '?'} on UDP ${vxlan.port ?? '?'}`]),
    ...(kind === 'veth' && master === undefined ? ['on no bridge'] : []),
    ...(master === undefined ? [] : [`on ${master}`]),
    ...(addresses.length === 0 ? [] : [addresses.join(' ')]),
    ...[received, sent].flatMap((counters, index) =>
      counters !== undefined && counters.errors + counters.dropped > 0
        ? [`${counters.errors} errors and ${counters.dropped} dropped ${index === 0 ? 'on receipt' : 'on sending'}`]
        : [],
    ),
  ];
  return parts.join(', ');
}
