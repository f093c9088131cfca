import { judgedReader, type Meaning } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** The end of a run: what cilium-cli counted. */
export interface TestReport {
  readonly kind: 'report';
  readonly failed: number;
  readonly total: number;
  readonly words: string;
}

/** An action that failed, or passed (the early layout tells every one). */
export interface TestAction {
  readonly kind: 'action';
  readonly ok: boolean;
  readonly words: string;
}

/** How many tests a run is going to make, and which it has begun. */
export interface TestProgress {
  readonly kind: 'progress';
  readonly begun: number | undefined;
  readonly total: number;
}

/** A warning of cilium-cli. */
export interface TestWarning {
  readonly kind: 'warning';
  readonly words: string;
}

export type TestItem = TestReport | TestAction | TestProgress | TestWarning;

/** Reads `cilium connectivity test` of cilium-cli, from its first layout to today's with namespaces. */
export function parseConnectivityTest(lines: readonly string[]): Parsed<TestItem> {
  return parseLines<TestItem>(
    lines,
    (line) => {
      const [, all] = /All (\d+) tests? \(\d+ actions?\) successful/.exec(line) ?? [];
      if (all !== undefined) return { kind: 'report', failed: 0, total: Number(all), words: line.trim() };
      const [, failed, total] = /(\d+)\/(\d+) tests? failed \(/.exec(line) ?? [];
      if (failed !== undefined)
        return { kind: 'report', failed: Number(failed), total: Number(total), words: line.trim() };
      const [, bad] = /^\s*(?:❌|🟥)\s*(.+)$/u.exec(line) ?? [];
      // What the early layout misses in the recorded flows of a connection is no connection that failed.
      if (bad !== undefined && /^(?:Found \w+ in|[\w, ]+ not found in) pod /.test(bad))
        return { kind: 'warning', words: bad.trim() };
      if (bad !== undefined) return { kind: 'action', ok: false, words: bad.trim() };
      const [, good] = /^\s*✅\s*(.*was able to communicate.*)$/u.exec(line) ?? [];
      if (good !== undefined) return { kind: 'action', ok: true, words: good.trim() };
      const [, running] = /\bRunning (\d+) tests\b/.exec(line) ?? [];
      if (running !== undefined) return { kind: 'progress', begun: undefined, total: Number(running) };
      const [, begun, of] = /^\[[=-]\].* Test \[[^\]]+\] \[(\d+)\/(\d+)\]/.exec(line) ?? [];
      if (begun !== undefined) return { kind: 'progress', begun: Number(begun), total: Number(of) };
      const [, warning] = /^\s*⚠️?\s*(.+)$/u.exec(line) ?? [];
      if (warning !== undefined) return { kind: 'warning', words: warning.trim() };
      return isChatter(line) ? known : undefined;
    },
    /^(?:Error: |connectivity test failed|Unable to )/,
  );
}

function isChatter(line: string): boolean {
  return (
    /^[.\s]+$|^-{5,}$|^#|^\[[=-]\]|^Test \[|^Handling connection|^[A-Z][a-z]{2}\s+\d+ \d\d:\d\d:\d\d|^cilium connectivity|^\s*\[[.-]\]/.test(
      line,
    ) ||
    // Every other line begins with a picture: what is waited for, made, or looked at.
    /^\s*\p{Extended_Pictographic}/u.test(line)
  );
}

/** Reads a saved run of cilium-cli's connectivity test. */
export const ciliumConnectivityTestReader = judgedReader({
  tool: 'cilium-connectivity-test',
  about: 'cilium connectivity test of cilium-cli',
  parse: parseConnectivityTest,
  summary: ({ items }) => ({
    report: items.findLast(({ kind }) => kind === 'report'),
    failedActions: items.flatMap((item) => (item.kind === 'action' && !item.ok ? [item.words] : [])),
  }),
  meaning: ({ items }) => meaningOf(items),
});

function meaningOf(items: readonly TestItem[]): Meaning {
  const report = items.findLast((item) => item.kind === 'report');
  const failed = items.flatMap((item) => (item.kind === 'action' && !item.ok ? [item.words] : []));
  const passed = items.filter((item) => item.kind === 'action' && item.ok).length;
  const warnings = items.flatMap((item) => (item.kind === 'warning' ? [item.words] : []));
  const tests = [...new Set(failed.map((words) => words.split('/')[0] ?? words))];
  if (report !== undefined && report.failed > 0)
    return {
      state: 'fault',
      sentence: `${report.failed} of ${report.total} tests failed${tests.length === 0 ? '' : `, among them ${tests.slice(0, 5).join(', ')}: ${failed[0]}`}`,
    };
  if (failed.length > 0)
    return {
      state: 'fault',
      sentence: `Failed: ${failed.slice(0, 3).join('; ')}${failed.length > 3 ? ` and ${failed.length - 3} more` : ''}`,
    };
  if (report !== undefined) return { state: 'ok', sentence: `All ${report.total} tests passed` };
  const noted = warnings.length === 0 ? '' : `; it warns: ${[...new Set(warnings)].slice(0, 4).join('; ')}`;
  if (passed > 0)
    return {
      state: 'unknown',
      sentence: `${passed} actions passed and none failed; whether the run ended is not told${noted}`,
    };
  const progress = items.findLast((item) => item.kind === 'progress');
  if (progress === undefined) return { state: 'unknown', sentence: `The run has not begun its tests${noted}` };
  const begun = items.flatMap((item) => (item.kind === 'progress' ? (item.begun ?? []) : [])).at(-1) ?? 0;
  return { state: 'unknown', sentence: `The run has begun ${begun} of ${progress.total} tests; its end is not here` };
}
