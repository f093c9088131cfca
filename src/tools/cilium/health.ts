import { type Fields, fieldsOf, isFields, listOf, textOf } from '../../inventory/prune/fields.ts';
import { countWords } from '../../text/words.ts';
import { jsonObjectIn, looksLikeJson } from '../reading/json-text.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** One probe of cilium-health to a node. */
export interface HealthProbe {
  readonly node: string;
  /** The node's own address, or its health endpoint's behind the overlay. */
  readonly target: 'host' | 'endpoint';
  readonly address: string;
  readonly protocol: 'ICMP' | 'HTTP';
  readonly ok: boolean;
  /** The round trip, or why it failed. */
  readonly words: string;
}

/** Reads `cilium-health status` (also `cilium-dbg health`…), text or JSON. */
export function parseHealth(lines: readonly string[]): Parsed<HealthProbe> {
  if (looksLikeJson(lines)) {
    const document = jsonObjectIn(lines);
    if (document === undefined) return { items: [], unparsed: [...lines], failure: 'the JSON is cut or broken' };
    return { items: listOf(document, 'nodes').flatMap(probesOf), unparsed: [], failure: undefined };
  }
  let node = '';
  let target: HealthProbe['target'] = 'host';
  let address = '';
  return parseLines<HealthProbe>(
    lines,
    (line) => {
      if (/^(?:Probe time:|Nodes:)/.test(line)) return known;
      const [, kind, to] = /^\s+(Host|Endpoint) connectivity to ([0-9a-f.:]+):\s*$/.exec(line) ?? [];
      if (kind !== undefined) {
        target = kind === 'Host' ? 'host' : 'endpoint';
        address = to ?? '';
        return known;
      }
      const [, protocol, result] = /^\s+(ICMP|HTTP) to \w+:\s+(\S.*?)\s*$/.exec(line) ?? [];
      if (protocol === 'ICMP' || protocol === 'HTTP') {
        if (node === '' || address === '' || result === undefined) return undefined;
        return { node, target, address, protocol, ok: /^OK\b/.test(result), words: result };
      }
      const [, name] = /^\s{1,4}(\S+)(?: \(localhost\))?:\s*$/.exec(line) ?? [];
      if (name === undefined) return undefined;
      node = name;
      address = '';
      return known;
    },
    /^(?:Error: |Cannot |Get "?http)/,
  );
}

function probesOf(node: Fields): readonly HealthProbe[] {
  return (['host', 'health-endpoint'] as const).flatMap((key) => {
    const primary = fieldsOf(fieldsOf(node, key), 'primary-address');
    return (['icmp', 'http'] as const).flatMap((protocol): HealthProbe[] => {
      const probe = primary[protocol];
      if (!isFields(probe)) return [];
      const status = textOf(probe, 'status');
      return [
        {
          node: textOf(node, 'name'),
          target: key === 'host' ? 'host' : 'endpoint',
          address: textOf(primary, 'ip'),
          protocol: protocol === 'icmp' ? 'ICMP' : 'HTTP',
          ok: status === '',
          words: status || 'OK',
        },
      ];
    });
  });
}

/** Reads a saved state of the health mesh. */
export const ciliumHealthReader = judgedReader({
  tool: 'cilium-health',
  about: 'cilium-health status, text and JSON',
  parse: parseHealth,
  summary: ({ items }) => ({
    nodes: new Set(items.map(({ node }) => node)).size,
    failed: items.filter(({ ok }) => !ok),
  }),
  meaning: ({ items }) => meaningOf(items),
});

function meaningOf(items: readonly HealthProbe[]): Meaning {
  const nodes = [...new Set(items.map(({ node }) => node))];
  const sick = nodes.flatMap((node) => {
    const failed = items.filter((probe) => probe.node === node && !probe.ok);
    return failed.length === 0
      ? []
      : [
          wordsOf(
            node,
            failed,
            items.filter((probe) => probe.node === node),
          ),
        ];
  });
  if (sick.length === 0) return { state: 'ok', sentence: `${countWords(nodes.length, 'node')}, every probe answered` };
  return {
    state: 'fault',
    sentence: `${sick.slice(0, 5).join('; ')}${sick.length > 5 ? ` and ${sick.length - 5} more nodes` : ''}; ${countWords(nodes.length, 'node')} in all`,
  };
}

function wordsOf(node: string, failed: readonly HealthProbe[], all: readonly HealthProbe[]): string {
  const why = [...new Set(failed.map(({ words }) => words))].slice(0, 2).join(', ');
  const only = (part: (probe: HealthProbe) => boolean) =>
    failed.every(part) && all.some((probe) => !part(probe) && probe.ok);
  if (failed.length === all.length) return `${node} answers nothing (${why})`;
  if (only(({ target }) => target === 'endpoint'))
    return `${node} is reached and its pods are not: think of the overlay, or of routes to its podCIDR (${why})`;
  if (only(({ protocol }) => protocol === 'HTTP'))
    return `${node} answers ICMP and not HTTP: a filter, or its agent (${why})`;
  return `${node}: ${failed.map(({ protocol, target }) => `${protocol} to its ${target}`).join(', ')} fails (${why})`;
}
