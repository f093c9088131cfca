import { countWords } from '../../text/words.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';
import { dropReasonWords } from './drop-reasons.ts';
import { type HubbleFlow, isDropped } from './flow.ts';
import { flowOfJson } from './flow-json.ts';
import { columnsFlow, compactFlow, dictionaryFlow } from './flow-text.ts';

/** Reads `hubble observe` in every format: compact, table, dictionary, JSON (wrapped or bare), and the text of before. */
export function parseHubbleFlows(lines: readonly string[]): Parsed<HubbleFlow> {
  let withNode = false;
  let fields: Record<string, string> = {};
  const flows = parseLines<HubbleFlow>(
    lines,
    (line) => {
      if (/^\s*\{/.test(line)) {
        const flow = flowOfJson(line);
        return flow === 'other' ? known : flow;
      }
      if (/^TIMESTAMP\s+/.test(line)) {
        withNode = /\bNODE\b/.test(line);
        return known;
      }
      const [, key, value] = /^\s*(TIMESTAMP|NODE|SOURCE|DESTINATION|TYPE|VERDICT|SUMMARY): ?(.*)$/.exec(line) ?? [];
      if (key !== undefined) {
        // Each flow begins with its time, and is told when its last field was read.
        if (key === 'TIMESTAMP') fields = {};
        fields[key] = (value ?? '').trim();
        return key === 'SUMMARY' ? dictionaryFlow(fields) : known;
      }
      if (/^-+$|^EVENTS LOST|^time=|^level=/.test(line)) return known;
      return compactFlow(line) ?? columnsFlow(line, withNode);
    },
    /^(?:failed to connect|hubble: |Error: |rpc error)/i,
  );
  return flows;
}

/** Reads what hubble observe printed. */
export const hubbleObserveReader = judgedReader({
  tool: 'hubble-observe',
  about: 'hubble observe: compact, table, dict, JSON',
  parse: parseHubbleFlows,
  summary: ({ items }) => ({ flows: items.length, dropped: items.filter(isDropped).length }),
  meaning: ({ items }) => meaningOf(items),
});

function meaningOf(items: readonly HubbleFlow[]): Meaning {
  const dropped = items.filter(isDropped);
  const audited = items.filter(({ verdict }) => verdict.startsWith('AUDIT'));
  if (dropped.length > 0) {
    const words = [...new Set(dropped.map(wordsOf))];
    return {
      state: 'fault',
      sentence: `${dropped.length} of ${countWords(items.length, 'flow')} did not go on: ${words.slice(0, 4).join('; ')}${words.length > 4 ? ` and ${words.length - 4} more` : ''}`,
    };
  }
  if (audited.length > 0)
    return {
      state: 'warning',
      sentence: `${countWords(audited.length, 'flow')} went on only because of the audit mode: ${[...new Set(audited.map(({ source, destination }) => `${source} to ${destination}`))].slice(0, 4).join(', ')}`,
    };
  return { state: 'ok', sentence: `${countWords(items.length, 'flow')}, none dropped` };
}

function wordsOf({ source, destination, verdict, reason, type, direction }: HubbleFlow): string {
  const way = `${source} to ${destination}`;
  if (verdict === 'DENIED')
    return `${way}: the policy denies it${direction === undefined ? '' : ` on ${direction.toLowerCase()}`}`;
  const why = reason ?? type;
  return `${way}: ${verdict === 'ERROR' ? 'error' : 'dropped'}${direction === undefined ? '' : ` on ${direction.toLowerCase()}`}${why === undefined ? '' : `, ${dropReasonWords(why)}`}`;
}
