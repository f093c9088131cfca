import { type Columns, columnsOf, rowOf } from '../reading/columns.ts';
import { judgedReader } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** A component as the operator of Calico sees it (operator.tigera.io TigeraStatus). */
export interface OperatorComponent {
  readonly name: string;
  /** 'True', 'False', 'Unknown' or empty. */
  readonly available: string;
  readonly progressing: string;
  readonly degraded: string;
  readonly since: string | undefined;
  readonly message: string | undefined;
}

/** Reads `kubectl get tigerastatus`. */
export function parseTigeraStatus(lines: readonly string[]): Parsed<OperatorComponent> {
  let columns: Columns | undefined;
  return parseLines<OperatorComponent>(
    lines,
    (line) => {
      if (/^NAME\s+AVAILABLE\b/.test(line)) {
        columns = columnsOf(line);
        return known;
      }
      if (columns === undefined || /^\s/.test(line)) return undefined;
      const row = rowOf(line, columns);
      const name = row['NAME'] ?? '';
      const states = [row['AVAILABLE'] ?? '', row['PROGRESSING'] ?? '', row['DEGRADED'] ?? ''] as const;
      if (
        name === '' ||
        !states.every((state) => /^(?:True|False|Unknown|)$/.test(state)) ||
        states.every((state) => state === '')
      )
        return undefined;
      return {
        name,
        available: states[0],
        progressing: states[1],
        degraded: states[2],
        since: row['SINCE'] || undefined,
        message: row['MESSAGE'] || undefined,
      };
    },
    /^No resources found/,
  );
}

/** Reads a saved list of TigeraStatus. */
export const tigeraStatusReader = judgedReader({
  tool: 'tigerastatus',
  about: 'kubectl get tigerastatus',
  parse: parseTigeraStatus,
  summary: ({ items }) => ({ components: items.map(({ name, available }) => ({ name, available })) }),
  meaning: ({ items }) => {
    const words = (of: readonly OperatorComponent[]) =>
      of.map(({ name, message }) => `${name}${message === undefined ? '' : ` (${message})`}`).join(', ');
    const degraded = items.filter(({ degraded }) => degraded === 'True');
    const away = items.filter((item) => item.available !== 'True' && item.degraded !== 'True');
    const moving = items.filter(
      (item) => item.progressing === 'True' && item.available === 'True' && item.degraded !== 'True',
    );
    const parts = [
      ...(degraded.length === 0 ? [] : [`degraded: ${words(degraded)}`]),
      ...(away.length === 0 ? [] : [`not available: ${words(away)}`]),
      ...(moving.length === 0 ? [] : [`being changed: ${words(moving)}`]),
    ];
    if (parts.length > 0)
      return {
        state: degraded.length + away.length > 0 ? 'fault' : 'warning',
        sentence: parts.join('; ').replace(/^./, (one) => one.toUpperCase()),
      };
    return {
      state: 'ok',
      sentence: `The operator says that ${items.map(({ name }) => name).join(', ')} ${items.length === 1 ? 'is' : 'are'} available`,
    };
  },
});
