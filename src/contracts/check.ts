import type { ChangeId } from './change.ts';
import type { Evidence, EvidenceId } from './evidence.ts';
import type { Json } from './json.ts';
import type { Link } from './link.ts';
import type { Runner } from './runner.ts';

export type CheckId = string & { readonly __brand: 'CheckId' };

export type Layer = 'cluster' | 'node' | 'cni' | 'policy' | 'service' | 'dns' | 'egress' | 'tls' | 'performance';

/** What a check costs: the first two run by themselves, the others ask. */
export type Impact = 'read' | 'traffic' | 'load' | 'mutating';

/** What a check must be able to do, so that it can say 'not allowed' instead of failing. */
export type Need =
  | {
      readonly kind: 'access';
      readonly verb: string;
      readonly resource: string;
      readonly group?: string;
      readonly subresource?: string;
    }
  | { readonly kind: 'exec' }
  | { readonly kind: 'node-shell' }
  | { readonly kind: 'tool'; readonly program: string };

export interface CheckContext {
  readonly link: Link | undefined;
  readonly runner: (place: 'source' | 'destination' | 'source-node' | 'destination-node') => Promise<Runner>;
  readonly signal: AbortSignal;
}

export interface Gathered<Facts> {
  readonly facts: Facts;
  readonly evidence: readonly Evidence[];
}

/** A pointer from a finding to a possible cause, with the weight that this finding alone gives it (0 to 1). */
export interface CauseHint {
  readonly cause: string;
  readonly weight: number;
}

export type Remedy = { readonly change: ChangeId; readonly parameters: Json } | { readonly advice: string };

export interface Finding {
  readonly status: 'ok' | 'warning' | 'fault' | 'unknown';
  readonly sentence: string;
  readonly evidence: readonly EvidenceId[];
  readonly causes?: readonly CauseHint[];
  readonly remedies?: readonly Remedy[];
}

/** One diagnostic question. Gathers evidence (I/O), then judges it (pure): the same facts replay to the same finding. */
export interface Check<Facts> {
  readonly id: CheckId;
  readonly question: string;
  readonly layer: Layer;
  readonly impact: Impact;
  readonly needs: readonly Need[];
  gather(context: CheckContext): Promise<Gathered<Facts>>;
  judge(facts: Facts): Finding;
}
