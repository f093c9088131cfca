import { boundedArgv, type TimeoutDialect } from '../../reach/bounded.ts';
import type { Duration } from '../../contracts/time.ts';
import { isUsageComplaint } from '../../tools/connect/words.ts';
import type { ProgramOutcome, ProgramRun } from './run-program.ts';
import { mayHave, runWhereFound } from './run-where-found.ts';
import type { ProbeSource } from './source.ts';

const dialects: readonly TimeoutDialect[] = ['standard', 'old-busybox', 'none'];

/**
 * Runs a program that has no bound of its own inside `timeout`, in the form that this place knows (remembered per
 * source). Undefined when no container has the program.
 */
export async function runBounded<Sample>(
  source: ProbeSource,
  run: ProgramRun<Sample>,
  bound: Duration,
): Promise<ProgramOutcome<Sample> | undefined> {
  const known = source.knowledge.forms.get('timeout');
  let last: ProgramOutcome<Sample> | undefined;
  for (const dialect of dialects) {
    if (known !== undefined && known !== dialect) continue;
    if (dialect !== 'none' && !mayHave(source, 'timeout')) continue;
    const argv = boundedArgv(run.argv, bound, dialect);
    last = await runWhereFound(source, { ...run, argv, ...carried(run.program, dialect) });
    if (last === undefined) continue;
    const refused = last.result.end.kind === 'exited' && last.samples.some((sample) => complains(sample));
    if (dialect === 'none' || !refused) {
      source.knowledge.forms.set('timeout', dialect);
      return notFoundInside(last) ? undefined : last;
    }
  }
  return last;
}

function carried(program: string, dialect: TimeoutDialect): { readonly program: string; readonly inner?: string } {
  return dialect === 'none' ? { program } : { program: 'timeout', inner: program };
}

function complains(sample: unknown): boolean {
  if (typeof sample !== 'object' || sample === null) return false;
  const words = 'words' in sample ? sample.words : 'text' in sample ? sample.text : undefined;
  return typeof words === 'string' && isUsageComplaint(words) && /timeout/i.test(words);
}

/** `timeout` ran, and what it should bound is not there (exit 127 of coreutils and BusyBox). */
function notFoundInside(outcome: ProgramOutcome<unknown>): boolean {
  const { end } = outcome.result;
  return end.kind === 'exited' && end.code === 127;
}
