import { judgedReader } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** A step of `calicoctl node diags`. */
export interface DiagsStep {
  readonly kind: 'dumped' | 'saved' | 'failed';
  /** What was dumped, where it was saved, or why not. */
  readonly what: string;
}

/** Reads what `calicoctl node diags` printed. */
export function parseNodeDiags(lines: readonly string[]): Parsed<DiagsStep> {
  return parseLines<DiagsStep>(lines, (line) => {
    const [, dumped] = /^Dumping (.+)$/.exec(line) ?? [];
    if (dumped !== undefined) return { kind: 'dumped', what: dumped };
    const [, saved] = /^Diags saved to (\S+)/.exec(line) ?? [];
    if (saved !== undefined) return { kind: 'saved', what: saved };
    if (/^(?:Collecting diagnostics|Using temp dir: |Copying |If required, you can upload|Usage: )/.test(line))
      return known;
    return /^(?:Error|Failed|Unable|Could not)\b/.test(line) ? { kind: 'failed', what: line.trim() } : undefined;
  });
}

/** Reads a saved run of `calicoctl node diags`. */
export const calicoctlNodeDiagsReader = judgedReader({
  tool: 'calicoctl-node-diags',
  about: 'calicoctl node diags',
  parse: parseNodeDiags,
  summary: ({ items }) => ({ file: items.find(({ kind }) => kind === 'saved')?.what }),
  meaning: ({ items }) => {
    const saved = items.find(({ kind }) => kind === 'saved')?.what;
    const failed = items.filter(({ kind }) => kind === 'failed').map(({ what }) => what);
    if (saved === undefined)
      return {
        state: failed.length > 0 ? 'fault' : 'unknown',
        sentence: `No file was saved${failed.length > 0 ? `: ${failed.join('; ')}` : ', as far as this shows'}`,
      };
    const missing = failed.length === 0 ? '' : `; not all could be collected: ${failed.join('; ')}`;
    return {
      state: failed.length > 0 ? 'warning' : 'ok',
      sentence: `Diagnostics are in ${saved} on the node${missing}`,
    };
  },
});
