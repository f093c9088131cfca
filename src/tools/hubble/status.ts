import { judgedReader } from '../reading/judged.ts';
import { parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** A line of `hubble status`. */
export interface HubbleFact {
  readonly name: string;
  readonly value: string;
}

/** Reads `hubble status`, with the names of lines of old and new versions. */
export function parseHubbleStatus(lines: readonly string[]): Parsed<HubbleFact> {
  return parseLines<HubbleFact>(
    lines,
    (line) => {
      const [, name, value] =
        /^\s*(Healthcheck \(via .*?\)|Max Flows|Current Flows|Current\/Max Flows|Flows\/s|Connected Nodes|Unavailable Nodes|Uptime|Num Connected|Version):\s+(\S.*?)\s*$/i.exec(
          line,
        ) ?? [];
      if (name !== undefined && value !== undefined) return { name, value };
      const [, node] = /^\s+- (\S+)$/.exec(line) ?? [];
      return node === undefined ? undefined : { name: 'node', value: node };
    },
    /^(?:failed |hubble: |Error: |rpc error)/i,
  );
}

/** Reads a saved state of Hubble. */
export const hubbleStatusReader = judgedReader({
  tool: 'hubble-status',
  about: 'hubble status',
  parse: parseHubbleStatus,
  summary: ({ items }) => Object.fromEntries(items.map(({ name, value }) => [name, value])),
  meaning: ({ items }) => {
    const value = (pattern: RegExp) => items.find(({ name }) => pattern.test(name))?.value;
    const health = value(/^Healthcheck/i);
    const flows = value(/^Current/i);
    const nodes = value(/^Connected Nodes/i);
    const away = Number(value(/^Unavailable Nodes/i) ?? 0);
    const [, connected, all] = /^(\d+)\/(\d+)/.exec(nodes ?? '') ?? [];
    const facts = [
      ...(flows === undefined ? [] : [`${flows} flows kept`]),
      ...(nodes === undefined ? [] : [`${nodes} nodes connected`]),
    ];
    if (health === undefined)
      return { state: 'unknown', sentence: ['Whether Hubble is well is not told', ...facts].join('; ') };
    if (!/^Ok$/i.test(health))
      return { state: 'fault', sentence: [`Hubble is not well: ${health}`, ...facts].join('; ') };
    if (away > 0 || Number(connected ?? 0) < Number(all ?? 0))
      return { state: 'warning', sentence: ['Hubble is well, and not on every node', ...facts].join('; ') };
    return { state: 'ok', sentence: ['Hubble is well', ...facts].join('; ') };
  },
});
