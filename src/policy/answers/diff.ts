import { compileProgram } from '../compile-program.ts';
import { changeCsv, changeLines, connectionChanges, type Governed } from '../connections/difference.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import { jsonDocument, type PolicyAnswer } from './answer.ts';
import { undecidedNotes } from './connections.ts';
import type { PolicyOptions } from './options.ts';

/** `policy diff`: what the second set of manifests opens and closes. */
export function diffAnswer(
  before: PolicySnapshot,
  after: PolicySnapshot,
  options: PolicyOptions<'diff'>,
): PolicyAnswer {
  const governed = (snapshot: PolicySnapshot): Governed => ({ snapshot, program: compileProgram(snapshot) });
  const { changes, undecided } = connectionChanges(
    governed(before),
    governed(after),
    options.pods ? 'pods' : 'workloads',
  );
  const write = {
    text: () => changeLines(changes),
    csv: () => changeCsv(changes),
    json: () => jsonDocument('PolicyDifference', { items: changes }),
  };
  const unread = before.missing.length + after.missing.length > 0;
  return {
    text: write[options.output](),
    notes: [
      ...(changes.length === 0 && options.output === 'text' ? ['Both allow the same connections.'] : []),
      ...undecidedNotes(undecided),
    ],
    exitCode: unread ? 3 : options.exitCode && changes.length > 0 ? 1 : 0,
  };
}
