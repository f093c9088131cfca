import type { ConnectResult, DnsResult, LatencyMethod, LatencyPoint, PathMtuResult } from '../contracts/probe.ts';

/** Packets of the path MTU test: they count as evidence of loss too. */
export interface PathMtuFacts {
  readonly result: PathMtuResult;
  readonly small: { readonly sent: number; readonly lost: number };
  readonly full: { readonly sent: number; readonly lost: number };
}

/** Everything the one-line answer of a link rests on. Lists are in time order, the newest last. */
export interface LinkFacts {
  /** Why nothing can be run in the source, as a sentence. */
  readonly sourceProblem: string | undefined;
  /** Why there is nothing to connect to, as a sentence. */
  readonly destinationProblem: string | undefined;
  /** The newest connects, at least 10 where there were so many. */
  readonly connects: readonly ConnectResult[];
  /** The newest pings, at least 20 where there were so many; marks are passed over. */
  readonly pings: readonly LatencyPoint[];
  /** How the pings were measured; by ICMP unless it says otherwise. */
  readonly pingMethod?: LatencyMethod;
  readonly pathMtu: readonly PathMtuFacts[];
  readonly dns: DnsResult | undefined;
  /** Sentences of probes that could not be done. */
  readonly failures: readonly string[];
}
