import { type HubbleFlow, verdictPattern } from './flow.ts';

const time = String.raw`(?:[A-Z][a-z]{2}\s+\d+ \d\d:\d\d:\d\d\.\d+|\d{4}-\d\d-\d\dT\S+|\d{4}-\d\d-\d\d \S+)`;

/** A line of `hubble observe` in its compact format: 'Jan  1 00:20:34.567 [node]: A -> B type VERDICT (summary)'. */
export function compactFlow(line: string): HubbleFlow | undefined {
  const [, at, node, one = '', arrow, rest = ''] =
    new RegExp(`^(${time})(?: \\[([^\\]]*)\\])?: (.+?) (->|<-|<>) (.+)$`).exec(line) ?? [];
  const [, other = '', type, verdict, summary] =
    new RegExp(`^(\\S+(?: \\([^)]*\\))*) (.*?)\\s*\\b(${verdictPattern})(?:\\s+\\((.*)\\))?\\s*$`).exec(rest) ?? [];
  if (verdict === undefined || at === undefined) return undefined;
  // An answer is printed turned around: 'B <- A'.
  const [source, destination] = arrow === '<-' ? [other, one] : [one, other];
  return { time: at, node, source, destination, verdict, ...typed(type ?? '', verdict), summary };
}

/** A line of the format before compact, and of tables, whose columns are apart by two spaces or more. */
export function columnsFlow(line: string, withNode: boolean): HubbleFlow | undefined {
  const [, at, rest = ''] = new RegExp(`^(${time})\\s{2,}(\\S.*)$`).exec(line) ?? [];
  const cells = rest.split(/\s{2,}/).map((cell) => cell.trim());
  const node = withNode ? cells.shift() : undefined;
  const [source, destination, type = '', verdict, summary] = cells;
  if (at === undefined || source === undefined || destination === undefined) return undefined;
  if (verdict === undefined || !new RegExp(`^(?:${verdictPattern})$`).test(verdict)) return undefined;
  return { time: at, node, source, destination, verdict, ...typed(type, verdict), summary };
}

/** A flow of the dictionary format, whose fields are lines of their own. */
export function dictionaryFlow(fields: Readonly<Record<string, string>>): HubbleFlow | undefined {
  const { SOURCE: source, DESTINATION: destination, VERDICT: verdict } = fields;
  if (source === undefined || destination === undefined || verdict === undefined) return undefined;
  return {
    time: fields['TIMESTAMP'],
    node: fields['NODE'],
    source,
    destination,
    verdict,
    ...typed(fields['TYPE'] ?? '', verdict),
    summary: fields['SUMMARY'],
  };
}

/** The text formats print a drop's reason where other flows have their type. */
function typed(text: string, verdict: string): Pick<HubbleFlow, 'type' | 'reason' | 'direction'> {
  const [, direction] = /\b(INGRESS|EGRESS)\b/.exec(text) ?? [];
  const type = text.trim() === '' ? undefined : text.trim();
  return { type, direction, reason: verdict === 'DROPPED' && type !== undefined ? type : undefined };
}
