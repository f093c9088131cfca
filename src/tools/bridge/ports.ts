import { numberOf, textOf } from '../../inventory/prune/fields.ts';
import { countWords } from '../../text/words.ts';
import { after, numberAfter, wordsOf } from '../ip/words.ts';
import { listReader } from '../reading/of-list.ts';
import { isComplaint, type Parsed, parseJsonList } from '../reading/parsed.ts';

/** A port of a bridge, of `bridge -d link show`. */
export interface BridgePort {
  readonly name: string;
  readonly bridge: string | undefined;
  readonly mtu: number | undefined;
  /** 'forwarding', 'disabled', 'blocking'… */
  readonly state: string | undefined;
  /** Whether a pod can reach itself through a service over this port; undefined without -d. */
  readonly hairpin: boolean | undefined;
}

/** Reads `bridge link show`, with or without -d, in text or JSON. */
export function parseBridgePorts(lines: readonly string[]): Parsed<BridgePort> {
  const json = parseJsonList(lines, (fields): BridgePort | undefined => {
    const name = textOf(fields, 'ifname');
    const hairpin = fields['hairpin'];
    if (name === '') return undefined;
    return {
      name,
      bridge: textOf(fields, 'master') || undefined,
      mtu: numberOf(fields, 'mtu'),
      state: textOf(fields, 'state') || undefined,
      hairpin: typeof hairpin === 'boolean' ? hairpin : undefined,
    };
  });
  return json ?? parseText(lines);
}

function parseText(lines: readonly string[]): Parsed<BridgePort> {
  const items: BridgePort[] = [];
  const unparsed: string[] = [];
  let failure: string | undefined;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const [, name, rest = ''] = /^\d+: ([^:@\s]+)(?:@[^:\s]+)?:? <[^>]*>(.*)$/.exec(line) ?? [];
    const words = wordsOf(name === undefined ? line : rest);
    const last = items.at(-1);
    if (name !== undefined) {
      items.push({
        name,
        bridge: after(words, 'master'),
        mtu: numberAfter(words, 'mtu'),
        state: after(words, 'state'),
        hairpin: undefined,
      });
    } else if (last !== undefined && /^\s/.test(line) && words.includes('hairpin')) {
      items[items.length - 1] = { ...last, hairpin: after(words, 'hairpin') === 'on' };
    } else if (isComplaint(line)) failure ??= line.trim();
    else unparsed.push(line);
  }
  return { items, unparsed, failure };
}

/** Reads saved ports of bridges. */
export const bridgeLinkReader = listReader({
  tool: 'bridge-link',
  about: 'bridge link show, also -d and -j',
  parse: parseBridgePorts,
  summary: (ports) => ({
    notForwarding: ports.filter(({ state }) => state !== undefined && state !== 'forwarding').map(({ name }) => name),
    hairpinOn: ports.filter(({ hairpin }) => hairpin === true).map(({ name }) => name),
  }),
  sentence: (ports) => {
    if (ports.length === 0) return 'No device is a port of a bridge.';
    const idle = ports.filter(({ state }) => state !== undefined && state !== 'forwarding');
    const off = ports.filter(({ hairpin }) => hairpin === false);
    return [
      `${countWords(ports.length, 'port')} of ${[...new Set(ports.flatMap(({ bridge }) => bridge ?? []))].join(', ') || 'a bridge'}`,
      idle.length === 0 ? 'all forwarding' : `not forwarding: ${idle.map(({ name }) => name).join(', ')}`,
      ...(off.length === 0
        ? []
        : [
            `hairpin is off on ${off.map(({ name }) => name).join(', ')}: a pod there may not reach itself through a service`,
          ]),
    ]
      .join('; ')
      .concat('.');
  },
});
