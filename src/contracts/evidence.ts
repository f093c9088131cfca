import type { Place, RunEnd } from './runner.ts';
import type { Instant } from './time.ts';

export type EvidenceId = string & { readonly __brand: 'EvidenceId' };

/** A program that was run, as it can be pasted. */
export interface CommandRun {
  readonly kind: 'command';
  readonly argv: readonly string[];
  /** The `kubectl exec`/`ssh` line that does the same. */
  readonly commandLine: string;
  readonly end: RunEnd | undefined;
}

/** A read of the Kubernetes API, as it can be pasted. */
export interface ApiRead {
  readonly kind: 'api-read';
  readonly path: string;
  readonly commandLine: string;
}

/** What a claim rests on: the exact command or read, where it ran, when, and its raw output. */
export interface Evidence {
  readonly id: EvidenceId;
  readonly source: CommandRun | ApiRead;
  readonly place: Place;
  readonly at: Instant;
  readonly raw: string;
  readonly truncated: boolean;
}
