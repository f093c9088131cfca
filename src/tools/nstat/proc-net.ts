import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';
import type { KernelCounter } from './parse.ts';

/**
 * Reads /proc/net/netstat and /proc/net/snmp: pairs of lines, 'TcpExt: names…' and 'TcpExt: numbers…'. The counters get the
 * names that nstat gives them: 'TcpExt' and 'ListenDrops' make 'TcpExtListenDrops'.
 */
export function parseProcCounters(lines: readonly string[]): Parsed<KernelCounter> {
  let header: { readonly group: string; readonly names: readonly string[] } | undefined;
  return parseLines<KernelCounter>(lines, (line) => {
    const [, group, rest = ''] = /^([A-Z]\w*):\s+(\S.*)$/.exec(line) ?? [];
    if (group === undefined) return undefined;
    const words = rest.trim().split(/\s+/);
    if (!words.every((word) => /^-?\d+$/.test(word))) {
      header = { group, names: words };
      return known;
    }
    if (header?.group !== group || header.names.length !== words.length) return undefined;
    const { names } = header;
    header = undefined;
    return names.map((name, index) => ({ name: `${group}${name}`, value: Number(words[index]) }));
  });
}
