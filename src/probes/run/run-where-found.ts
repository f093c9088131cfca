import type { Place, RunEnd, Runner } from '../../contracts/runner.ts';
import { type ProgramOutcome, type ProgramRun, runProgram } from './run-program.ts';
import type { ProbeSource } from './source.ts';

/**
 * Runs the program at the first place that has it and lets it be run; undefined when none has. A place that is found to
 * lack a program is not asked for it again, and one that refuses is passed over while there is another. Where all refuse,
 * the outcome is the last refusal.
 */
export async function runWhereFound<Sample>(
  source: ProbeSource,
  run: ProgramRun<Sample>,
): Promise<ProgramOutcome<Sample> | undefined> {
  let refusal: ProgramOutcome<Sample> | undefined;
  for (const runner of inOrder(source)) {
    if (lacks(source, runner, run.program) || (run.inner !== undefined && lacks(source, runner, run.inner))) continue;
    const outcome = await runProgram(source, runner, run);
    const { end } = outcome.result;
    if (end.kind === 'failed' && end.error.errorKind === 'forbidden') {
      source.knowledge.refused.add(runner.place.text);
      refusal = outcome;
      if (run.signal.aborted) return outcome;
      continue;
    }
    if (source.ladder !== undefined && isGone(runner.place, end)) {
      source.ladder.lose(runner.place);
      if (run.signal.aborted) return outcome;
      continue;
    }
    source.knowledge.refused.delete(runner.place.text);
    if (end.kind !== 'missing-program') return outcome;
    source.knowledge.missing.add(key(runner, missingOf(run, end.program)));
    if (run.signal.aborted) return outcome;
  }
  return refusal;
}

/** A place whose program is there and cannot be used: it counts as one that lacks it. */
export function passOver(source: ProbeSource, runner: Runner, program: string): void {
  source.knowledge.missing.add(key(runner, program));
  source.knowledge.unusable.add(program);
}

/** Whether any place may still have the program. */
export function mayHave(source: ProbeSource, program: string): boolean {
  return source.runners.some((runner) => !lacks(source, runner, program));
}

/** The place where the program is, as far as is known: where a run of it goes first. */
export function placeFor(source: ProbeSource, program: string): Place | undefined {
  return inOrder(source).find((runner) => !lacks(source, runner, program))?.place;
}

/** Whether every place refuses to run anything. */
export function allRefuse({ runners, knowledge }: ProbeSource): boolean {
  return runners.length > 0 && runners.every(({ place }) => knowledge.refused.has(place.text));
}

/** A helper, somebody's debug container or the way over the node that is not there any more; that the pod itself is gone shows elsewhere. */
function isGone({ kind, rung }: Place, end: RunEnd): boolean {
  if (rung === 'node') return end.kind === 'failed' && lostNode.has(end.error.errorKind);
  if (kind !== 'ephemeral-container' && kind !== 'probe-pod') return false;
  return end.kind === 'failed' && /not found|not running|completed pod|was deleted/i.test(end.error.message);
}

/** A way to a node that leads there no more, or a network that is not there. */
const lostNode: ReadonlySet<string> = new Set(['not-found', 'unreachable', 'authentication', 'interrupted']);

/** Whether each program costs a container of its own here, as it does where exec is not allowed: nothing is done by itself then. */
export function isCostly(source: ProbeSource): boolean {
  return inOrder(source)[0]?.place.slow === true;
}

/** Those that refused come last: they may have changed their mind, but need not be asked while another does. */
function inOrder({ runners, knowledge }: ProbeSource): readonly Runner[] {
  const refuses = ({ place }: Runner): number => Number(knowledge.refused.has(place.text));
  return runners.toSorted((a, b) => refuses(a) - refuses(b));
}

/** `timeout` says too that what it should run is not there. */
function missingOf(run: Pick<ProgramRun<never>, 'program' | 'inner'>, told: string): string {
  return run.inner !== undefined && told.endsWith(run.inner) ? run.inner : run.program;
}

function lacks(source: ProbeSource, runner: Runner, program: string): boolean {
  return source.knowledge.missing.has(key(runner, program));
}

function key(runner: Runner, program: string): string {
  return `${runner.place.text} ${program}`;
}
