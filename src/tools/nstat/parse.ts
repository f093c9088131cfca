import { fieldsOf } from '../../inventory/prune/fields.ts';
import { jsonObjectIn, looksLikeJson } from '../reading/json-text.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** A counter of the kernel's network stack (SNMP MIB names, as nstat(8) writes them). */
export interface KernelCounter {
  readonly name: string;
  /** Since boot with -a, since nstat's last run without. */
  readonly value: number;
}

/** Reads `nstat`, with or without -a and -z, in text or JSON (`-j`: {"kernel":{…}}). */
export function parseNstat(lines: readonly string[]): Parsed<KernelCounter> {
  if (looksLikeJson(lines)) {
    const document = jsonObjectIn(lines);
    if (document === undefined) return { items: [], unparsed: [...lines], failure: 'the JSON is cut or broken' };
    const counters = Object.entries(fieldsOf(document, 'kernel'));
    return {
      items: counters.flatMap(([name, value]) => (typeof value === 'number' ? [{ name, value }] : [])),
      unparsed: counters.flatMap(([name, value]) => (typeof value === 'number' ? [] : [name])),
      failure: undefined,
    };
  }
  return parseLines(lines, (line) => {
    if (line.startsWith('#')) return known;
    const [, name, value] = /^([A-Z]\w+)\s+(\d+)\s+[\d.]+\s*$/i.exec(line) ?? [];
    return name === undefined ? undefined : { name, value: Number(value) };
  });
}
