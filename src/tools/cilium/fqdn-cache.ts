import { numberOf, textOf, textsOf } from '../../inventory/prune/fields.ts';
import { countWords } from '../../text/words.ts';
import { type Columns, columnsOf, rowOf } from '../reading/columns.ts';
import { judgedReader } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import { type Parsed, parseJsonList } from '../reading/parsed.ts';

/** A name that the agent's DNS proxy learned the addresses of, for rules with toFQDNs. */
export interface CachedName {
  readonly endpoint: number | undefined;
  /** 'lookup', 'connection'; undefined in old versions. */
  readonly source: string | undefined;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly expires: string | undefined;
}

/** Reads `cilium fqdn cache list`, text or JSON. */
export function parseFqdnCache(lines: readonly string[]): Parsed<CachedName> {
  const json = parseJsonList(lines, (fields): CachedName | undefined => {
    const name = textOf(fields, 'fqdn');
    if (name === '') return undefined;
    return {
      endpoint: numberOf(fields, 'endpoint-id'),
      source: textOf(fields, 'source') || undefined,
      name,
      addresses: textsOf(fields, 'ips'),
      expires: textOf(fields, 'expiration-time') || undefined,
    };
  });
  if (json !== undefined) return json;
  let columns: Columns | undefined;
  return parseLines<CachedName>(
    lines,
    (line) => {
      if (isHeader(line)) {
        columns = columnsOf(line);
        return known;
      }
      if (columns === undefined) return undefined;
      const row = rowOf(line, columns);
      const endpoint = Number(row['Endpoint']);
      const name = row['FQDN'] ?? '';
      if (!Number.isInteger(endpoint) || name === '' || (row['IPs'] ?? '') === '') return undefined;
      return {
        endpoint,
        source: row['Source'] || undefined,
        name,
        addresses: (row['IPs'] ?? '').split(',').map((address) => address.trim()),
        expires: row['ExpirationTime'] || undefined,
      };
    },
    /^(?:Error: |Error retrieving)/,
  );
}

function isHeader(line: string): boolean {
  return /^Endpoint\s+(?:Source\s+)?FQDN\b/.test(line);
}

/** Reads a saved cache of names. */
export const ciliumFqdnCacheReader = judgedReader({
  tool: 'cilium-fqdn-cache',
  about: 'cilium-dbg fqdn cache list, text and JSON',
  parse: parseFqdnCache,
  summary: ({ items }) => ({ names: [...new Set(items.map(({ name }) => name))] }),
  meaning: ({ items }) => {
    const shown = items
      .slice(0, 5)
      .map(
        ({ name, addresses }) => `${name} is ${addresses.slice(0, 4).join(', ')}${addresses.length > 4 ? ', …' : ''}`,
      );
    return {
      state: 'unknown',
      sentence: `${countWords(items.length, 'name')} known to rules with toFQDNs: ${shown.join('; ')}${items.length > 5 ? ` and ${items.length - 5} more` : ''}`,
    };
  },
  silence: ({ lines }) =>
    lines.some(isHeader) || lines.join('').trim() === '[]'
      ? {
          state: 'warning',
          sentence:
            'No name is cached: rules with toFQDNs match nothing, perhaps for want of a DNS rule that lets the proxy see the answers',
        }
      : undefined,
});
