import { deviceRoles, type DeviceRoles } from '../../node-facts/device-roles.ts';
import type { NodeFacts } from '../../contracts/node-facts.ts';
import type { NetworkDevice } from '../../tools/ip/device.ts';

/** What the node's devices do; undefined where they are not known. */
export function rolesOf({ devices, routes }: NodeFacts): DeviceRoles | undefined {
  return devices.known ? deviceRoles(devices.value, routes.known ? routes.value : []) : undefined;
}

/** A device by its name; undefined where there is none, or devices are not known. */
export function deviceNamed({ devices }: NodeFacts, name: string | undefined): NetworkDevice | undefined {
  return devices.known ? devices.value.find((device) => device.name === name) : undefined;
}

/** Whether somebody switched the device on; its state says little (tunnels are UNKNOWN, a bridge without ports DOWN). */
export function isSwitchedOn({ flags, state }: NetworkDevice): boolean {
  return flags.includes('UP') || (flags.length === 0 && state !== 'DOWN');
}
