import type { Runner } from '../../contracts/runner.ts';
import { type ProgramOutcome, type ProgramRun, runProgram } from './run-program.ts';
import type { ProbeSource } from './source.ts';

/**
 * Runs the program in the first container that has it; undefined when none has. A place that is found to lack a program
 * is not asked for it again.
 */
export async function runWhereFound<Sample>(
  source: ProbeSource,
  run: ProgramRun<Sample>,
): Promise<ProgramOutcome<Sample> | undefined> {
  for (const runner of source.runners) {
    if (lacks(source, runner, run.program)) continue;
    const outcome = await runProgram(source, runner, run);
    if (outcome.result.end.kind !== 'missing-program') return outcome;
    source.knowledge.missing.add(key(runner, run.program));
    if (run.signal.aborted) return outcome;
  }
  return undefined;
}

/** Whether any container may still have the program. */
export function mayHave(source: ProbeSource, program: string): boolean {
  return source.runners.some((runner) => !lacks(source, runner, program));
}

function lacks(source: ProbeSource, runner: Runner, program: string): boolean {
  return source.knowledge.missing.has(key(runner, program));
}

function key(runner: Runner, program: string): string {
  return `${runner.place.text} ${program}`;
}
