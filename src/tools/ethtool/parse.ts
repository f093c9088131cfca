import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** One line of ethtool(8): an offload of -k, a setting, a driver's word of -i, or a counter of -S. */
export interface DeviceWord {
  readonly name: string;
  readonly value: string;
  /** Whether the driver cannot change it ('[fixed]' of -k). */
  readonly fixed: boolean;
}

/** What ethtool printed about one device. */
export interface DeviceWords extends Parsed<DeviceWord> {
  readonly device: string | undefined;
  readonly about: 'features' | 'settings' | 'statistics' | 'driver';
}

/** Reads `ethtool`, -k, -i and -S. */
export function parseEthtool(lines: readonly string[]): DeviceWords {
  let device: string | undefined;
  let about: DeviceWords['about'] = 'driver';
  const parsed = parseLines<DeviceWord>(lines, (line) => {
    const [, kind, name] = /^(Features|Settings) for (\S+):$/.exec(line) ?? [];
    if (kind !== undefined) {
      device = name;
      about = kind === 'Features' ? 'features' : 'settings';
      return known;
    }
    if (line.startsWith('NIC statistics:')) {
      about = 'statistics';
      return known;
    }
    if (/^\s+(?:\d+\S*base\S*|Not reported)/.test(line)) return known;
    if (/^(?:netlink error: |Cannot get |no stats available)/.test(line)) return known;
    const [, word, value = ''] = /^\s*([A-Za-z][^:]*):\s*(.*)$/.exec(line) ?? [];
    if (word === undefined || /^(?:Error|ethtool|sh|bash)$/.test(word)) return undefined;
    return {
      name: word.trim(),
      value: value.replace(/ \[(?:fixed|not requested|requested on|requested off)\]$/, '').trim(),
      fixed: value.endsWith('[fixed]'),
    };
  });
  return { ...parsed, device, about };
}
