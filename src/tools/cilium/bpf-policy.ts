import { countWords } from '../../text/words.ts';
import { type Columns, columnsOf, rowOf } from '../reading/columns.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { looksLikeJson } from '../reading/json-text.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';
import { policyMapsOfJson } from './bpf-policy-json.ts';

/** An entry of an endpoint's policy map. */
export interface PolicyEntry {
  readonly kind: 'entry';
  /** 'Allow' unless the version tells 'Deny' (a column since 1.9). */
  readonly policy: string;
  readonly direction: string;
  /** Labels of the peer; 'ANY' for everybody, which older versions print as reserved:unknown. */
  readonly labels: readonly string[];
  /** '53/TCP', 'ANY'. */
  readonly port: string;
  readonly proxyPort: string | undefined;
  readonly bytes: number | undefined;
  readonly packets: number | undefined;
  /** The endpoint whose map it is of, where several are told. */
  readonly endpoint?: string;
}

/** The map is empty: nothing is enforced on that endpoint. */
export interface EmptyPolicy {
  readonly kind: 'empty';
}

/** Reads `cilium bpf policy get ID|--all`, text or JSON: columns differ between versions (POLICY, AUTH TYPE, PREFIX). */
export function parseBpfPolicy(lines: readonly string[]): Parsed<PolicyEntry | EmptyPolicy> {
  if (looksLikeJson(lines)) return policyMapsOfJson(lines);
  let endpoint: string | undefined;
  let columns: Columns | undefined;
  const labelsOfLast: string[][] = [];
  return parseLines<PolicyEntry | EmptyPolicy>(
    lines,
    (line) => {
      if (/^(?:POLICY\s+)?DIRECTION\s+/.test(line)) {
        columns = columnsOf(line);
        return known;
      }
      if (line.startsWith('Policy stats empty')) return { kind: 'empty' };
      const [, id] = /^Endpoint ID: (\d+)/.exec(line) ?? [];
      if (id !== undefined) endpoint = id;
      if (id !== undefined || /^(?:Path: |\/sys\/fs\/bpf)/.test(line)) return known;
      if (columns === undefined) return undefined;
      const row = rowOf(line, columns);
      const cell = (name: string) => Object.entries(row).find(([key]) => key.startsWith(name))?.[1] ?? '';
      const label = cell('LABELS').replace(/^reserved:unknown$/, 'ANY');
      if (/^\s/.test(line)) {
        if (label === '' || labelsOfLast.length === 0) return undefined;
        labelsOfLast.at(-1)?.push(label);
        return known;
      }
      const direction = cell('DIRECTION');
      if (!/^(?:Ingress|Egress)$/.test(direction) || cell('PORT/PROTO') === '') return undefined;
      const number = (name: string) => (/^\d+$/.test(cell(name)) ? Number(cell(name)) : undefined);
      const labels = label === '' ? [] : [label];
      labelsOfLast.push(labels);
      const proxy = cell('PROXY PORT');
      return {
        kind: 'entry',
        policy: cell('POLICY') || 'Allow',
        direction,
        labels,
        port: cell('PORT/PROTO'),
        proxyPort: proxy === '' || proxy === 'NONE' ? undefined : proxy,
        bytes: number('BYTES'),
        packets: number('PACKETS'),
        ...(endpoint === undefined ? {} : { endpoint }),
      };
    },
    /^(?:Error: |Failed to |Cannot )/,
  );
}

/** Reads a saved policy map. */
export const ciliumBpfPolicyReader = judgedReader({
  tool: 'cilium-bpf-policy',
  about: 'cilium-dbg bpf policy get, text and JSON',
  parse: parseBpfPolicy,
  summary: ({ items }) => ({
    entries: items.filter(({ kind }) => kind === 'entry').length,
    deny: items.filter((item) => item.kind === 'entry' && item.policy === 'Deny').length,
  }),
  meaning: ({ items }) => meaningOf(items),
});

function meaningOf(items: readonly (PolicyEntry | EmptyPolicy)[]): Meaning {
  const entries = items.flatMap((item) => (item.kind === 'entry' ? [item] : []));
  if (entries.length === 0)
    return { state: 'unknown', sentence: 'The policy map is empty: policies may not be enforced on this endpoint' };
  const words = ({ policy, direction, labels, port, packets, proxyPort }: PolicyEntry) =>
    `${policy} ${direction} ${direction === 'Ingress' ? 'from' : 'to'} ${labels.join(' ') || 'a peer without labels'} on ${port}${proxyPort === undefined ? '' : ` through the proxy ${proxyPort}`}${packets === undefined ? '' : ` (${countWords(packets, 'packet')})`}`;
  const denies = entries.filter(({ policy }) => policy === 'Deny');
  const hit = denies.filter(({ packets = 0 }) => packets > 0);
  const shown = [...denies, ...entries.filter(({ policy }) => policy !== 'Deny')].slice(0, 5).map(words);
  return {
    state: hit.length > 0 ? 'warning' : 'unknown',
    sentence: `${hit.length > 0 ? `Packets were denied; ` : ''}${countWords(entries.length, 'entry', 'entries')}: ${shown.join(', ')}${entries.length > 5 ? ` and ${entries.length - 5} more` : ''}`,
  };
}
