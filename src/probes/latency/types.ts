import type { EvidenceId } from '../../contracts/evidence.ts';
import type { LatencyPoint } from '../../contracts/probe.ts';
import type { Place } from '../../contracts/runner.ts';

/** Where a latency measurement puts what it finds, as it goes. */
export interface LatencySink {
  point(point: LatencyPoint): void;
  /** Points given as lost by time alone, in a run whose connection broke: nothing is known of them. */
  withdraw?(sequences: readonly number[]): void;
  duplicates(more: number): void;
  evidence(id: EvidenceId): void;
  /** Where the run that begins now is. */
  place?(place: Place): void;
}

/** How a latency measurement ended. `not-possible`: this method cannot be used here at all; another may. */
export type LatencyEnd =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'not-possible'; readonly reason: string }
  | { readonly kind: 'failed'; readonly sentence: string; readonly placeGone: boolean };

/** What to measure: an address or name, milliseconds between two, how many (undefined: until stopped), the first sequence. */
export interface LatencyTarget {
  readonly address: string;
  readonly interval: number;
  readonly count: number | undefined;
  readonly firstSequence: number;
}
