import { type Fields, isFields } from '../../inventory/prune/fields.ts';

/** The JSON object that the lines are, whatever was printed before it; undefined where there is none, or it is cut. */
export function jsonObjectIn(lines: readonly string[]): Fields | undefined {
  const start = lines.findIndex((line) => /^\s*\{/.test(line));
  if (start === -1) return undefined;
  try {
    const value: unknown = JSON.parse(lines.slice(start).join('\n'));
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the output is meant to be JSON: its first line that is not blank opens an object or a list. */
export function looksLikeJson(lines: readonly string[]): boolean {
  return /^\s*[[{]/.test(lines.find((line) => line.trim() !== '') ?? '');
}
