import { countWords } from '../../text/words.ts';
import { isBoxLine, readBoxTable } from '../reading/box-table.ts';
import { judgedReader } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** A verdict that policy-assistant (network-policy-api) walked through. */
export interface WalkedVerdict {
  /** 'demo/deployment/a -> demo/pod/b:80 (TCP)'. */
  readonly traffic: string;
  readonly verdict: string;
  readonly ingress: string;
  readonly egress: string;
}

/** Reads `policy-assistant analyze --mode walkthrough`. Cells equal to the one above are merged there, and empty. */
export function parseWalkthrough(lines: readonly string[]): Parsed<WalkedVerdict> {
  const table: string[] = [];
  const parsed = parseLines<WalkedVerdict>(lines, (line) => {
    if (isBoxLine(line)) {
      table.push(line);
      return known;
    }
    return /^(?:verdict walkthrough:|\$ |time=|level=)/.test(line) ? known : undefined;
  });
  let above: WalkedVerdict | undefined;
  const items = (readBoxTable(table)?.rows ?? []).flatMap((row): WalkedVerdict[] => {
    const cell = (name: string, key: 'verdict' | 'ingress' | 'egress') => row[name] || (above?.[key] ?? '');
    const traffic = row['TRAFFIC'] ?? '';
    if (traffic === '') return [];
    above = {
      traffic,
      verdict: cell('VERDICT', 'verdict'),
      ingress: cell('INGRESS WALKTHROUGH', 'ingress'),
      egress: cell('EGRESS WALKTHROUGH', 'egress'),
    };
    return above.verdict === '' ? [] : [above];
  });
  return { ...parsed, items: [...parsed.items, ...items] };
}

/** Reads a saved walkthrough of policy-assistant. */
export const policyAssistantReader = judgedReader({
  tool: 'policy-assistant',
  about: 'policy-assistant analyze --mode walkthrough',
  parse: parseWalkthrough,
  summary: ({ items }) => ({
    denied: items.filter(isDenied).length,
    allowed: items.filter((item) => item.verdict === 'Allowed').length,
  }),
  meaning: ({ items }) => {
    const denied = items.filter(isDenied);
    const words = denied
      .slice(0, 4)
      .map(
        ({ traffic, ingress, egress }) =>
          `${traffic} (${[ingress, egress].filter((walk) => /Den(?:y|ied)|Drop/.test(walk)).join('; ') || 'denied'})`,
      );
    if (denied.length === 0)
      return {
        state: 'unknown',
        sentence: `The policies allow all ${countWords(items.length, 'connection')} that were asked for`,
      };
    return {
      state: 'unknown',
      sentence: `The policies deny ${denied.length} of ${countWords(items.length, 'connection')}: ${words.join(', ')}${denied.length > 4 ? ' and more' : ''}`,
    };
  },
});

function isDenied({ verdict }: WalkedVerdict): boolean {
  return verdict !== 'Allowed';
}
