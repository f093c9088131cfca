import { type Parsed, parseJsonList } from '../reading/parsed.ts';
import type { NetworkDevice } from './device.ts';
import { deviceOfJson } from './devices-json.ts';
import { parseDeviceText } from './devices-text.ts';

/** Reads `ip link` or `ip addr` in text (also -d, -s), brief or JSON form. */
export function parseDevices(lines: readonly string[]): Parsed<NetworkDevice> {
  return parseJsonList(lines, deviceOfJson) ?? parseDeviceText(lines);
}
