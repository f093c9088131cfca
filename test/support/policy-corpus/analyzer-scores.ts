import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileProgram } from '../../../src/policy/compile-program.ts';
import { changeCsv, changeLines, connectionChanges } from '../../../src/policy/connections/difference.ts';
import { listConnections } from '../../../src/policy/connections/list.ts';
import { connectionCsv, connectionLines, connectionRows } from '../../../src/policy/connections/text.ts';
import { readManifestFiles } from '../../../src/policy/manifests/read-files.ts';
import { snapshotOfManifests } from '../../../src/policy/manifests/snapshot.ts';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';
import { type AnalyzerCase, analyzerCases, foreignFeatures, type GoldenRun } from './netpol-analyzer.ts';
import type { Difference, SuiteScore } from './score.ts';

/** The snapshot of some files of a case. */
export async function snapshotIn(...folders: readonly string[]): Promise<PolicySnapshot> {
  return snapshotOfManifests(await readManifestFiles(folders, () => Promise.resolve(''))).snapshot;
}

/** Connection lists: each golden file that holds one, exposure reports with the list at their beginning. */
export async function connectionListScore(corpus: string): Promise<SuiteScore> {
  const { cases, leftOut } = within(corpus, 'netpol-analyzer');
  const tally = new Tally('netpol-analyzer', 'connection lists', leftOut);
  for (const one of cases) {
    const runs = one.runs.filter(
      ({ mode, format, focused }) => !focused && (mode === 'connlist' || (mode === 'exposure' && format === 'txt')),
    );
    if (runs.length === 0) continue;
    const snapshot = await snapshotIn(join(one.folder, 'input'));
    const rows = connectionRows(listConnections(compileProgram(snapshot), snapshot, { granularity: 'workloads' }));
    const written = {
      txt: connectionLines(rows),
      csv: connectionCsv(rows),
      json: `${JSON.stringify(rows, null, 2)}\n`,
    };
    for (const run of runs) tally.compare(one, run, written[run.format], snapshot);
  }
  return tally.score();
}

/** Differences between two sets of manifests. */
export async function connectionDifferenceScore(corpus: string): Promise<SuiteScore> {
  const { cases, leftOut } = within(corpus, 'netpol-analyzer-diff');
  const tally = new Tally('netpol-analyzer-diff', 'differences', leftOut);
  for (const one of cases) {
    const [first, second] = [await snapshotIn(join(one.folder, 'dir1')), await snapshotIn(join(one.folder, 'dir2'))];
    const { changes } = connectionChanges(
      { snapshot: first, program: compileProgram(first) },
      { snapshot: second, program: compileProgram(second) },
      'workloads',
    );
    for (const run of one.runs) {
      const text = run.format === 'csv' ? changeCsv(changes) : changeLines(changes);
      tally.compare(one, run, text, { ...second, pods: [...first.pods, ...second.pods] });
    }
  }
  return tally.score();
}

function within(corpus: string, suite: string) {
  const all = analyzerCases(corpus, suite);
  const foreign = (one: AnalyzerCase) => foreignFeatures.find((feature) => one.features.includes(feature));
  const counts = foreignFeatures.map(
    (feature) => [feature, all.filter((one) => foreign(one) === feature).length] as const,
  );
  return {
    cases: all.filter((one) => foreign(one) === undefined),
    leftOut: counts.filter(([, count]) => count > 0).map(([feature, count]) => `${feature} (${count} cases)`),
  };
}

class Tally {
  readonly #suite: string;
  readonly #what: string;
  readonly #leftOut: readonly string[];
  readonly #differences: Difference[] = [];
  #total = 0;
  #exact = 0;

  constructor(suite: string, what: string, leftOut: readonly string[]) {
    this.#suite = suite;
    this.#what = what;
    this.#leftOut = leftOut;
  }

  compare(one: AnalyzerCase, run: GoldenRun, text: string, snapshot: PolicySnapshot): void {
    const [list = ''] = readFileSync(run.file, 'utf8').split('Exposure Analysis Result:');
    this.#total += 1;
    if (list.trim() === text.trim()) {
      this.#exact += 1;
      return;
    }
    const [golden, ours] = [new Set(list.trim().split('\n')), new Set(text.trim().split('\n'))];
    const differing = [
      ...[...golden].filter((line) => !ours.has(line)),
      ...[...ours].filter((line) => !golden.has(line)),
    ];
    const byReason = Map.groupBy(differing, (line) => reasonOf(line, snapshot));
    // The same lines in another order are a difference that nothing explains.
    if (differing.length === 0) byReason.set(undefined, ['the order of lines']);
    for (const [reason, lines] of byReason)
      this.#differences.push({ caseName: one.name, what: `${run.mode} ${run.format}`, reason, count: lines.length });
  }

  score(): SuiteScore {
    return {
      suite: this.#suite,
      what: this.#what,
      total: this.#total,
      exact: this.#exact,
      differences: this.#differences,
      leftOut: this.#leftOut,
    };
  }
}

/** Why plumbline says otherwise of a line's pair on purpose; undefined where nothing explains it. */
function reasonOf(line: string, { pods }: PolicySnapshot): string | undefined {
  const named = pods.filter(({ namespace, workload }) =>
    line.includes(`${namespace}/${workload.name}[${workload.kind}]`),
  );
  if (named.some(({ hostNetwork }) => hostNetwork)) {
    return 'hostNetwork: upstream judges such a pod as any other. The API leaves it open, so plumbline lists only what holds either way; and a pod and its own node always reach each other.';
  }
  return undefined;
}
