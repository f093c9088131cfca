import type { RunEnd } from '../../contracts/runner.ts';
import type { ProgramOutcome } from './run-program.ts';
import { fullStop } from '../../text/words.ts';

/** Why a run proved nothing, as a sentence, and whether the place itself is gone. */
export interface RunTrouble {
  readonly sentence: string;
  /** The pod or container is not there any more, or not running. */
  readonly placeGone: boolean;
}

/** The trouble of a run that never was, or broke off; undefined for one that ended by itself, by its deadline or by stop(). */
export function troubleOf(outcome: ProgramOutcome<unknown>): RunTrouble | undefined {
  const { end } = outcome.result;
  const { text } = outcome.runner.place;
  if (outcome.flood) {
    return {
      sentence: `${outcome.program} in ${text} wrote more than ${outcome.unparsed - 1} lines that plumbline does not understand; it was stopped.`,
      placeGone: false,
    };
  }
  return end.kind === 'failed' ? failedTrouble(end, text) : undefined;
}

function failedTrouble(end: Extract<RunEnd, { kind: 'failed' }>, place: string): RunTrouble {
  const { message, errorKind } = end.error;
  const placeGone =
    errorKind === 'not-found' || /not found|no longer|was deleted|not running|completed pod/i.test(message);
  // 'pods "web-1" not found': the server's words, in a sentence that says what that means here.
  const absent = errorKind === 'not-found' ? /\S+ "[^"]+" not found/.exec(message)?.[0] : undefined;
  if (absent !== undefined) {
    return { sentence: `${place[0]?.toUpperCase()}${place.slice(1)} is not there any more: ${absent}.`, placeGone };
  }
  const sentence = fullStop(message);
  return { sentence: message.includes(place) ? sentence : `In ${place}: ${sentence}`, placeGone };
}
