import { fieldsOf, isFields, listOf, numberOf, textOf, textsOf, type Fields } from '../../inventory/prune/fields.ts';
import { countWords } from '../../text/words.ts';
import { type Columns, columnsOf, rowOf } from '../reading/columns.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import { type Parsed, parseJsonList } from '../reading/parsed.ts';

/** An endpoint of a Cilium agent. */
export interface CiliumEndpoint {
  readonly id: number;
  /** Whether policies are enforced on it: 'Enabled', 'Disabled', 'Disabled (Audit)'… */
  readonly ingress: string;
  readonly egress: string;
  readonly identity: number | undefined;
  readonly labels: readonly string[];
  readonly ipv4: string | undefined;
  readonly ipv6: string | undefined;
  /** 'ready', 'regenerating', 'waiting-for-identity', 'not-ready'… */
  readonly state: string;
}

/** Reads `cilium endpoint list` (text with its header of two lines and its lines of labels, or -o json). */
export function parseEndpoints(lines: readonly string[]): Parsed<CiliumEndpoint> {
  return parseJsonList(lines, fromJson) ?? parseText(lines);
}

function parseText(lines: readonly string[]): Parsed<CiliumEndpoint> {
  let columns: Columns | undefined;
  const more: string[][] = [];
  const parsed = parseLines<CiliumEndpoint>(
    lines,
    (line) => {
      if (/^ENDPOINT\s+POLICY/.test(line)) {
        columns = columnsOf(line);
        return known;
      }
      if (columns === undefined) return undefined;
      if (/^\s+ENFORCEMENT\b/.test(line)) return known;
      const row = rowOf(line, columns);
      const cell = (name: string) => Object.entries(row).find(([key]) => key.startsWith(name))?.[1] ?? '';
      const labels = cell('LABELS');
      if (/^\s/.test(line)) {
        if (labels === '' || more.length === 0) return undefined;
        more.at(-1)?.push(labels);
        return known;
      }
      const id = Number(cell('ENDPOINT'));
      const state = cell('STATUS');
      // A row that is cut before its state says nothing of how the endpoint is.
      if (!Number.isInteger(id) || state === '') return undefined;
      const own = labels === '' ? [] : [labels];
      more.push(own);
      const identity = Number(cell('IDENTITY'));
      return {
        id,
        ingress: cell('POLICY (ingress)'),
        egress: cell('POLICY (egress)'),
        identity: Number.isInteger(identity) ? identity : undefined,
        labels: own,
        ipv4: cell('IPv4') || undefined,
        ipv6: cell('IPv6') || undefined,
        state,
      };
    },
    /^(?:Error: |Cannot get endpoint)/,
  );
  return parsed;
}

function fromJson(endpoint: Fields): CiliumEndpoint | undefined {
  const status = fieldsOf(endpoint, 'status');
  const id = numberOf(endpoint, 'id');
  const state = textOf(status, 'state');
  if (id === undefined || state === '') return undefined;
  const identity = fieldsOf(status, 'identity');
  const [address = {}] = listOf(fieldsOf(status, 'networking'), 'addressing').filter(isFields);
  const enabled = textOf(fieldsOf(fieldsOf(status, 'policy'), 'realized'), 'policy-enabled');
  const word = (direction: string) =>
    enabled === '' ? '' : enabled === direction || enabled === 'both' ? 'Enabled' : 'Disabled';
  return {
    id,
    ingress: word('ingress'),
    egress: word('egress'),
    identity: numberOf(identity, 'id'),
    labels: textsOf(identity, 'labels'),
    ipv4: textOf(address, 'ipv4') || undefined,
    ipv6: textOf(address, 'ipv6') || undefined,
    state,
  };
}

/** Reads a saved list of endpoints. */
export const ciliumEndpointsReader = judgedReader({
  tool: 'cilium-endpoint-list',
  about: 'cilium-dbg endpoint list, text and JSON',
  parse: parseEndpoints,
  summary: ({ items }) => ({
    count: items.length,
    notReady: items.filter(({ state }) => state !== 'ready').map(({ id, state }) => ({ id, state })),
  }),
  meaning: ({ items }) => ciliumEndpointsMeaning(items),
  silence: ({ lines }) =>
    lines.some((line) => /^ENDPOINT\s+POLICY/.test(line))
      ? { state: 'unknown', sentence: 'The agent has no endpoint at all: no pod of this node is known to it' }
      : undefined,
});

/** What it means, as a reading says it. */
export function ciliumEndpointsMeaning(items: readonly CiliumEndpoint[]): Meaning {
  const name = ({ id, labels, ipv4, ipv6 }: CiliumEndpoint) =>
    `${id} (${labels.find((label) => label.startsWith('k8s:')) ?? labels[0] ?? 'without labels'}, ${ipv4 ?? ipv6 ?? 'no address'})`;
  const bad = items.filter(({ state }) => state !== 'ready');
  const enforced = items.filter(
    ({ ingress, egress }) => ingress.startsWith('Enabled') || egress.startsWith('Enabled'),
  ).length;
  const facts = `${countWords(items.length, 'endpoint')}, policies enforced on ${enforced === 0 ? 'none' : enforced}`;
  if (bad.length === 0) return { state: 'ok', sentence: `${facts}; all ready` };
  // Regenerating is a passing state; one that stays in it is told only by reading again.
  const passing = bad.every(({ state }) => /^(?:regenerating|waiting-to-regenerate|restoring|creating)$/.test(state));
  const words = bad.slice(0, 5).map((endpoint) => `${name(endpoint)} is ${endpoint.state}`);
  return {
    state: passing ? 'warning' : 'fault',
    sentence: `${words.join(', ')}${bad.length > 5 ? ` and ${bad.length - 5} more` : ''}; ${facts}`,
  };
}
