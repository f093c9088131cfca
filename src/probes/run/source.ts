import type { PodLadder } from '../../contracts/ladder.ts';
import type { Runner } from '../../contracts/runner.ts';
import type { EvidenceShelf } from '../../contracts/session.ts';
import type { Instant } from '../../contracts/time.ts';

/** Where probes run: the containers of one pod (they share its network), and what is known of their programs. */
export interface ProbeSource {
  /** In the order they are tried; the first has the pod's main container. With a ladder their number changes. */
  readonly runners: readonly Runner[];
  readonly knowledge: ProgramKnowledge;
  readonly evidence: EvidenceShelf;
  readonly now: () => Instant;
  /** How more runners are got where these do not do; absent where there is none (this machine). */
  readonly ladder?: PodLadder;
}

/** What earlier runs taught about the programs at each place, so that nothing is tried twice in vain. */
export interface ProgramKnowledge {
  readonly missing: Set<string>;
  /** Which form of a program worked: 'ping' to 'busybox'. */
  readonly forms: Map<string, string>;
  /** Places where running anything was refused, by their text. */
  readonly refused: Set<string>;
  /** Programs that are somewhere and cannot be used there: 'ping' without the right to open a socket. */
  readonly unusable: Set<string>;
}

/** A source for the runners of one pod (or of this machine). */
export function probeSource(
  runners: readonly Runner[],
  evidence: EvidenceShelf,
  now: () => Instant = Date.now,
): ProbeSource {
  return {
    runners,
    knowledge: { missing: new Set(), forms: new Map(), refused: new Set(), unusable: new Set() },
    evidence,
    now,
  };
}

/** A source whose runners are those of a pod's ladder, as they are at each moment. */
export function ladderSource(ladder: PodLadder, evidence: EvidenceShelf, now: () => Instant = Date.now): ProbeSource {
  return {
    ...probeSource([], evidence, now),
    ladder,
    get runners() {
      return ladder.runners();
    },
  };
}

/** The place as an operator is told, of the first runner. */
export function placeText(source: ProbeSource): string {
  return source.runners[0]?.place.text ?? 'nowhere';
}

/** 'no nc, bash or curl in container app in pod shop/web-1'. */
export function missingSentence(source: ProbeSource, programs: readonly string[]): string {
  const list = programs.length === 1 ? programs[0] : `${programs.slice(0, -1).join(', ')} or ${programs.at(-1)}`;
  const places =
    source.runners.length > 1 ? `any of the ${source.runners.length} containers of this pod` : placeText(source);
  const usable = programs.some((program) => source.knowledge.unusable.has(program)) ? 'usable ' : '';
  return `there is no ${usable}${list} in ${places}`;
}
