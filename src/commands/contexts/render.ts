import { healthText } from '../../access/health-words.ts';
import type { ContextHealth, ContextRow } from '../../contracts/contexts.ts';
import { safeLine } from '../../terminal/safe-text.ts';

/** A context as the command shows it. */
export interface SurveyedRow extends ContextRow {
  readonly current: boolean;
  readonly health: ContextHealth | undefined;
}

/** A table, the current context marked as kubectl marks it, and below it what is wrong, whole. Pure. */
export function contextsText(rows: readonly SurveyedRow[]): string {
  if (rows.length === 0) return 'The kubeconfig names no contexts.\n';
  const cells = [
    ['', 'CONTEXT', 'HEALTH', 'CLUSTER', 'USER', 'NAMESPACE'],
    ...rows.map((row) => [
      row.current ? '*' : '',
      row.name,
      healthText(row, row.health),
      row.cluster,
      row.user,
      row.namespace,
    ]),
  ].map((line) => line.map(safeLine));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const table = cells.map((line) =>
    line
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join(' ')
      .trimEnd(),
  );
  const wrong = rows.flatMap(({ name, health }) =>
    health !== undefined && 'sentence' in health ? [safeLine(`${name}: ${health.sentence}`)] : [],
  );
  return `${[...table, ...(wrong.length === 0 ? [] : ['', ...wrong])].join('\n')}\n`;
}

/** The same as a document for programs. Pure. */
export function contextsJson(rows: readonly SurveyedRow[]): string {
  return `${JSON.stringify({ apiVersion: 'plumbline/v1', kind: 'ContextList', contexts: rows }, undefined, 2)}\n`;
}
