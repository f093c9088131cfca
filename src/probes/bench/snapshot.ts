import type { BandwidthSeries, LinkSnapshot, ProbeState } from '../../contracts/probe.ts';

/** The snapshot before anything was chosen or measured. */
export const emptySnapshot: LinkSnapshot = {
  link: undefined,
  source: undefined,
  destination: undefined,
  connect: { state: 'idle' },
  latency: { state: 'idle' },
  bandwidth: { state: 'idle' },
  dns: { state: 'idle' },
  pathMtu: { state: 'idle' },
  measured: { class: 'not-measured', sentence: 'NOT MEASURED' },
};

/** The newest result of a probe, whatever state it is in. */
export function lastOf<Result>(state: ProbeState<Result>): Result | undefined {
  return state.state === 'idle' ? undefined : state.last;
}

/** A probe that has begun; what was measured before stays to be seen until there is something newer. */
export function begun<Result>(state: ProbeState<Result>, now: number): ProbeState<Result> {
  return { state: 'running', since: state.state === 'running' ? state.since : now, last: lastOf(state) };
}

/** A running probe with a new result; one that failed before runs again. */
export function progressed<Result>(state: ProbeState<Result>, result: Result, now: number): ProbeState<Result> {
  return { state: 'running', since: state.state === 'running' ? state.since : now, last: result };
}

/** A probe that has ended: done with what it has, idle without; a failure stays one. */
export function ended<Result>(state: ProbeState<Result>): ProbeState<Result> {
  if (state.state !== 'running') return state;
  return state.last === undefined ? { state: 'idle' } : { state: 'done', last: state.last };
}

/** A probe that could not be done now. */
export function failed<Result>(state: ProbeState<Result>, sentence: string, nextStep?: string): ProbeState<Result> {
  return { state: 'failed', sentence, nextStep, last: lastOf(state) };
}

/** A probe whose result was found on other pods than now: it has none. */
export function forgotten<Result>(state: ProbeState<Result>): ProbeState<Result> {
  if (state.state === 'done' || state.state === 'idle') return { state: 'idle' };
  return { ...state, last: undefined };
}

const outdatedWords = ', before a pod of the link was replaced';

/** A bandwidth test costs too much to be forgotten: its sentence says that it was other pods that were tested. */
export function outdated(state: ProbeState<BandwidthSeries>): ProbeState<BandwidthSeries> {
  const summary = lastOf(state)?.summary;
  if (state.state === 'idle' || state.last === undefined || summary === undefined) return state;
  if (summary.sentence.endsWith(outdatedWords)) return state;
  return {
    ...state,
    last: { ...state.last, summary: { ...summary, sentence: `${summary.sentence}${outdatedWords}` } },
  };
}
