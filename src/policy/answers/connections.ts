import { compileProgram } from '../compile-program.ts';
import { isEmptySet } from '../connections/connection-set.ts';
import { type ListedConnection, listConnections } from '../connections/list.ts';
import { connectionCsv, connectionLines, connectionRows } from '../connections/text.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import { countWords } from '../../text/words.ts';
import type { PolicyAnswer } from './answer.ts';
import type { PolicyOptions } from './options.ts';

/** `policy connections`: all that is allowed. JSON is a bare list, as other tools that list connections print it. */
export function connectionsAnswer(snapshot: PolicySnapshot, options: PolicyOptions<'connections'>): PolicyAnswer {
  const list = listConnections(compileProgram(snapshot), snapshot, {
    granularity: options.pods ? 'pods' : 'workloads',
  });
  const rows = connectionRows(list);
  const write = {
    text: () => connectionLines(rows),
    csv: () => connectionCsv(rows),
    json: () => `${JSON.stringify(rows, null, 2)}\n`,
  };
  return {
    text: write[options.output](),
    notes: undecidedNotes(list),
    exitCode: snapshot.missing.length > 0 ? 3 : 0,
  };
}

/** What a list of connections leaves out because it cannot be decided, in a few sentences. */
export function undecidedNotes(list: readonly ListedConnection[]): readonly string[] {
  const undecided = list.filter((one) => !isEmptySet(one.undecided));
  const [first] = undecided;
  if (first === undefined) return [];
  const reasons = new Map<string, number>();
  for (const { reasons: own } of undecided) for (const one of own) reasons.set(one, (reasons.get(one) ?? 0) + 1);
  const sorted = [...reasons].sort((one, other) => other[1] - one[1]).map(([reason]) => reason);
  const more = sorted.length > mostReasons ? [`${sorted.length - mostReasons} more reasons are not shown.`] : [];
  return [
    `${countWords(undecided.length, 'pair has', 'pairs have')} flows that cannot be decided and are not listed, as ${first.source} => ${first.destination}:`,
    ...sorted.slice(0, mostReasons).map((reason) => `  ${reason}`),
    ...more,
  ];
}

const mostReasons = 5;
