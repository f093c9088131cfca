import { numberOf, textOf } from '../../inventory/prune/fields.ts';
import { listReader } from '../reading/of-list.ts';
import { type Parsed, parseEach, parseJsonList } from '../reading/parsed.ts';
import { after, wordsOf } from './words.ts';

/** One line of `ip rule show`: which table is asked for which packets. */
export interface RoutingRule {
  readonly priority: number;
  readonly from: string;
  readonly to: string | undefined;
  readonly mark: string | undefined;
  readonly table: string | undefined;
  /** The rule as it stands after its priority. */
  readonly text: string;
}

/** Reads `ip rule` in text or JSON. */
export function parseRules(lines: readonly string[]): Parsed<RoutingRule> {
  const json = parseJsonList(lines, (fields): RoutingRule | undefined => {
    const priority = numberOf(fields, 'priority');
    if (priority === undefined) return undefined;
    const text = (key: string) => textOf(fields, key) || undefined;
    return {
      priority,
      from: text('src') ?? 'all',
      to: text('dst'),
      mark: text('fwmark'),
      table: text('table'),
      text: JSON.stringify(fields),
    };
  });
  return (
    json ??
    parseEach(lines, (line) => {
      const [, priority, text = ''] = /^(\d+):\s+(.*)$/.exec(line) ?? [];
      if (priority === undefined) return undefined;
      const words = wordsOf(text);
      return {
        priority: Number(priority),
        from: after(words, 'from') ?? 'all',
        to: after(words, 'to'),
        mark: after(words, 'fwmark'),
        table: after(words, 'lookup') ?? after(words, 'table'),
        text: text.trim(),
      };
    })
  );
}

const usual: ReadonlySet<string> = new Set(['local', 'main', 'default']);

/** Reads a saved list of routing rules. */
export const ipRuleReader = listReader({
  tool: 'ip-rule',
  about: 'ip rule show, text and JSON',
  parse: parseRules,
  summary: (rules) => ({ tables: [...new Set(rules.flatMap(({ table }) => table ?? []))] }),
  sentence: (rules) => {
    const own = rules.filter(({ table }) => table === undefined || !usual.has(table));
    if (rules.length === 0) return 'There is no routing rule, not even the usual ones: no route is looked up.';
    if (own.length === 0) return 'Only the usual routing rules: one table decides.';
    return `Beside the usual ones: ${own.map(({ priority, text }) => `${priority} ${text}`).join('; ')}.`;
  },
});
