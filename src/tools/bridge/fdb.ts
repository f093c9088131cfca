import { textOf, textsOf } from '../../inventory/prune/fields.ts';
import { countWords } from '../../text/words.ts';
import { after, numberAfter, wordsOf } from '../ip/words.ts';
import { listReader } from '../reading/of-list.ts';
import { type Parsed, parseEach, parseJsonList } from '../reading/parsed.ts';

/** One entry of a forwarding database: behind which tunnel end, or port of the bridge, a MAC address is. */
export interface ForwardingEntry {
  readonly mac: string;
  readonly device: string | undefined;
  /** The tunnel's other end (VTEP), of entries of a VXLAN device. */
  readonly destination: string | undefined;
  readonly vlan: number | undefined;
  /** 'permanent', 'static', 'reachable', 'extern_learn'… */
  readonly flags: readonly string[];
}

const mac = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i;
const keywords: ReadonlySet<string> = new Set([
  'dev',
  'dst',
  'vlan',
  'master',
  'port',
  'vni',
  'via',
  'src_vni',
  'nhid',
  'link-netnsid',
]);

/** Reads `bridge fdb show` in text or JSON. */
export function parseForwardingEntries(lines: readonly string[]): Parsed<ForwardingEntry> {
  const json = parseJsonList(lines, (fields): ForwardingEntry | undefined => {
    const address = textOf(fields, 'mac');
    if (!mac.test(address)) return undefined;
    const vlan = fields['vlan'];
    return {
      mac: address,
      device: textOf(fields, 'ifname') || undefined,
      destination: textOf(fields, 'dst') || undefined,
      vlan: typeof vlan === 'number' ? vlan : undefined,
      flags: [...textsOf(fields, 'flags'), ...[textOf(fields, 'state')].filter((state) => state !== '')],
    };
  });
  return (
    json ??
    parseEach(lines, (line) => {
      const words = wordsOf(line);
      const [address = ''] = words;
      if (!mac.test(address)) return undefined;
      return {
        mac: address,
        device: after(words, 'dev'),
        destination: after(words, 'dst'),
        vlan: numberAfter(words, 'vlan'),
        flags: words
          .slice(1)
          .filter((word, index, rest) => !keywords.has(word) && !keywords.has(rest[index - 1] ?? '')),
      };
    })
  );
}

/** Reads a saved forwarding database. */
export const bridgeFdbReader = listReader({
  tool: 'bridge-fdb',
  about: 'bridge fdb show, text and JSON',
  parse: parseForwardingEntries,
  summary: (entries) => ({
    destinations: [...new Set(entries.flatMap(({ destination }) => destination ?? []))],
  }),
  sentence: (entries) => {
    if (entries.length === 0) return 'The forwarding database is empty: no way to any other node’s tunnel is known.';
    const tunnels = entries.filter(({ destination }) => destination !== undefined);
    if (tunnels.length === 0)
      return `${countWords(entries.length, 'entry', 'entries')}, none of them to another tunnel end.`;
    const ways = tunnels.map(({ mac: address, destination }) => `${address} behind ${destination}`);
    return `${countWords(tunnels.length, 'tunnel end')}: ${ways.slice(0, 5).join(', ')}${ways.length > 5 ? ` and ${ways.length - 5} more` : ''}.`;
  },
});
