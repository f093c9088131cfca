import type { LogLine } from './line.ts';

/** A line that is known, and what it means: that all is well, or not, or looks odd, or only that something happened. */
export interface LogRule {
  readonly pattern: RegExp;
  readonly mark: 'healthy' | 'sick' | 'odd' | 'note';
  /** What it means, half a sentence: 'the node has no podCIDR'. $1 and so on are the pattern's groups. */
  readonly meaning: string;
}

/** A line with what is known of it; the first rule that fits decides. */
export interface MarkedLine extends LogLine {
  readonly mark: LogRule['mark'] | undefined;
  readonly meaning: string | undefined;
}

/** Marks a line by rules: one that none knows has no mark. */
export function markLine(line: LogLine, rules: readonly LogRule[]): MarkedLine {
  for (const { pattern, mark, meaning } of rules) {
    const found = pattern.exec(line.text);
    if (found === null) continue;
    const words = meaning.replace(/\$(\d)/g, (_whole, group: string) => found[Number(group)] ?? '');
    return { ...line, mark, meaning: words.replace(/[:\s]+$/, '') };
  }
  return { ...line, mark: undefined, meaning: undefined };
}
