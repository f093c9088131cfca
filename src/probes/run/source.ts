import type { Runner } from '../../contracts/runner.ts';
import type { EvidenceShelf } from '../../contracts/session.ts';
import type { Instant } from '../../contracts/time.ts';

/** Where probes run: the containers of one pod (they share its network), and what is known of their programs. */
export interface ProbeSource {
  /** In the order they are tried; the first has the pod's main container. */
  readonly runners: readonly Runner[];
  readonly knowledge: ProgramKnowledge;
  readonly evidence: EvidenceShelf;
  readonly now: () => Instant;
}

/** What earlier runs taught about the programs at each place, so that nothing is tried twice in vain. */
export interface ProgramKnowledge {
  readonly missing: Set<string>;
  /** Which form of a program worked: 'ping' to 'busybox'. */
  readonly forms: Map<string, string>;
}

/** A source for the runners of one pod (or of this machine). */
export function probeSource(
  runners: readonly Runner[],
  evidence: EvidenceShelf,
  now: () => Instant = Date.now,
): ProbeSource {
  return { runners, knowledge: { missing: new Set(), forms: new Map() }, evidence, now };
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
  return `there is no ${list} in ${places}`;
}
