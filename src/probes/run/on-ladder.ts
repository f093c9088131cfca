import type { Climb } from '../../contracts/ladder.ts';
import { allRefuse, mayHave } from './run-where-found.ts';
import type { ProbeSource } from './source.ts';

/** A probe that may have to go up the ladder. */
export interface LadderAttempt<Result> {
  /** Programs of which one would do. */
  readonly programs: readonly string[];
  readonly signal: AbortSignal;
  /** Tries with the places that there are. */
  readonly attempt: () => Promise<Result>;
  /** Whether the places were the trouble: a program that none has, or that none lets be run. */
  readonly stuck: (result: Result) => boolean;
}

/** What became of it, and why there is no further place where it is stuck still. */
export interface LadderOutcome<Result> {
  readonly result: Result;
  readonly refusal: Extract<Climb, { readonly climbed: false }> | undefined;
}

/** More rungs than there are mean that something answers 'climbed' without end. */
const mostClimbs = 8;

/** Tries, and while the places are the trouble, goes one rung up and tries again. Never throws by itself. */
export async function onLadder<Result>(
  source: ProbeSource,
  { programs, signal, attempt, stuck }: LadderAttempt<Result>,
): Promise<LadderOutcome<Result>> {
  const { ladder, knowledge } = source;
  for (let climbs = 0; ; climbs += 1) {
    const before = ladder?.generation();
    const result = await attempt();
    if (ladder === undefined || signal.aborted || climbs >= mostClimbs || !stuck(result))
      return { result, refusal: undefined };
    // Another probe may have climbed meanwhile.
    const climb: Climb =
      ladder.generation() === before
        ? await ladder.climb({ programs, execRefused: allRefuse(source) }, signal)
        : { climbed: true };
    if (!climb.climbed) return { result, refusal: signal.aborted ? undefined : climb };
    // What was found to work in one image says nothing about another.
    knowledge.forms.clear();
  }
}

/** Whether a probe that could not be done was stuck for these: no place has any of them, or every place refuses. */
export function stuckFor(source: ProbeSource, programs: readonly string[]): boolean {
  return allRefuse(source) || !programs.some((program) => mayHave(source, program));
}

/** 'there is no ping in …; no further place: …': the sentence of a probe that is stuck, with why. */
export function withRefusal(sentence: string, refusal: LadderOutcome<unknown>['refusal']): string {
  if (refusal === undefined) return sentence;
  const next = refusal.nextStep === undefined ? '' : ` ${refusal.nextStep}`;
  return `${sentence.replace(/\.$/, '')}; ${refusal.sentence.replace(/\.$/, '')}.${next}`;
}
