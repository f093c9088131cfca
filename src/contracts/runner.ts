import type { Duration, Instant } from './time.ts';

/**
 * The rungs of the reach ladder, lowest first: how a place near the network under test was reached. 'node' is nsenter
 * into the pod's network from its node.
 */
export type RungName =
  | 'container'
  | 'other-container'
  | 'existing-debug-container'
  | 'debug-container'
  | 'node'
  | 'probe-pod';

/** Where a program runs, as the operator is told. */
export interface Place {
  readonly kind: 'container' | 'ephemeral-container' | 'probe-pod' | 'node' | 'node-debug-pod' | 'bastion';
  /** 'container app in pod shop/web-1', 'node worker-2 over ssh', 'this machine'. */
  readonly text: string;
  /** The rung it was reached by, where the ladder picked it. */
  readonly rung?: RungName;
  /** 'debug container plumbline-x7f2k': the place in a few words, beside a result. */
  readonly brief?: string;
  /** Why what is measured there is not the pod's own answer, as a clause: 'its labels and policies are not the pod's'. */
  readonly caveat?: string;
  /** Where the place answers, when that is not the pod's own address (a probe pod). */
  readonly address?: string;
  /** Each program takes seconds to start there: it gets a container of its own. */
  readonly slow?: true;
}

/** One line of a program's output. `text` is raw for the parsers: it is made safe where it is shown, not here. */
export interface RunLine {
  readonly text: string;
  /** When its last byte arrived, stamped off the UI thread. */
  readonly at: Instant;
}

export interface RunOptions {
  /** The program is ended after this long, there and here. At most 60 s unless the caller renews by running again. */
  readonly deadline: Duration;
  readonly stdin?: string | Uint8Array;
  /** stdout is bytes (a capture), not lines. */
  readonly bytes?: boolean;
  /** Most bytes of output kept; beyond it lines are dropped and the result says so. */
  readonly outputCap?: number;
  readonly sudo?: boolean;
  readonly signal?: AbortSignal;
}

/** Why the program ended, first reason wins. */
export type RunEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'stopped' } // by stop() or the abort signal
  | { readonly kind: 'deadline' }
  | { readonly kind: 'missing-program'; readonly program: string; readonly message: string }
  | { readonly kind: 'failed'; readonly error: { readonly message: string; readonly errorKind: string } }; // could not start, or the connection broke

export interface RunResult {
  readonly end: RunEnd;
  readonly startedAt: Instant;
  readonly duration: Duration;
  /** Output beyond `outputCap` was dropped. */
  readonly truncated: boolean;
  /** Whether the program is known to have ended at its place; false: it may go on there until its own bound. Absent where it cannot be otherwise. */
  readonly remoteEnded?: boolean;
}

export interface Running {
  readonly stdout: AsyncIterable<RunLine>;
  readonly stderr: AsyncIterable<RunLine>;
  /** Resolves for every outcome; never rejects. */
  readonly result: Promise<RunResult>;
  /** Ends the remote process too, not only the channel. */
  stop(): Promise<void>;
}

/** Runs a program near the network under test. */
export interface Runner {
  readonly place: Place;
  run(argv: readonly string[], options: RunOptions): Running;
  /** The line an operator could paste to run the same: a `kubectl exec` or `ssh` command. */
  commandLine(argv: readonly string[]): string;
}
