import type { Json } from './json.ts';
import type { Instant } from './time.ts';

export type ChangeId = string & { readonly __brand: 'ChangeId' };
export type PlanId = string & { readonly __brand: 'PlanId' };

/** The uid of namespace kube-system: what a cluster is, whatever the context is called. */
export type ClusterId = string & { readonly __brand: 'ClusterId' };

/** One request of a plan and the request that takes it back. */
export interface Step {
  readonly summary: string;
  readonly request: ApiWrite;
  readonly undo: ApiWrite | undefined;
}

/** A write to the Kubernetes API, as data. */
export interface ApiWrite {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly contentType?: string;
  readonly body?: Json;
}

/** A change is data, so that another process can undo it tomorrow. */
export interface ChangePlan {
  readonly id: PlanId;
  readonly change: ChangeId;
  readonly parameters: Json;
  readonly context: ClusterId;
  readonly steps: readonly Step[];
  /** What the change does not do or cannot take back, as sentences. */
  readonly limits: readonly string[];
  readonly expires?: Instant;
}
