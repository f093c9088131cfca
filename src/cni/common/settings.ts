import type { NodeFacts } from '../../contracts/node-facts.ts';
import { deviceSetting } from '../../node-facts/setting-names.ts';

/** A kernel setting of one device; undefined where it was not read. */
export function ofDevice(
  values: Readonly<Record<string, string>>,
  device: string,
  setting: 'rp_filter' | 'forwarding',
): number | undefined {
  const text = values[deviceSetting(device, setting)];
  return text === undefined || text === '' ? undefined : Number(text);
}

/** The values of the settings that were read; undefined where none could be. */
export function settingValues({ settings }: NodeFacts): Readonly<Record<string, string>> | undefined {
  return settings.known ? settings.value.values : undefined;
}
