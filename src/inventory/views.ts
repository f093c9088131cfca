import type { Endpoint, WorkloadKind } from '../contracts/endpoint.ts';
import type { Freshness } from '../contracts/cluster.ts';
import type { PolicyReference } from '../policy/model/policy.ts';
import type { EventRecord, NodeRecord, PodRecord, PolicyObjectRecord, PolicyRecord, ServiceRecord } from './records.ts';

/*
 * Windowed views: the screen asks for what it can show, the worker that holds the inventory filters, sorts and cuts.
 * Every row carries the endpoint that `s` and `d` mark.
 */

export interface NodeRow {
  readonly kind: 'node';
  readonly record: NodeRecord;
  readonly endpoint: Endpoint;
  /** Undefined where pods cannot be counted: not read yet, or not allowed. */
  readonly pods: number | undefined;
  readonly podsNotReady: number;
  /** What stands in the way of trusting it: 'NotReady', 'NetworkUnavailable', 'no podCIDR'. */
  readonly problem: string | undefined;
}

export interface PodRow {
  readonly kind: 'pod';
  readonly record: PodRecord;
  readonly endpoint: Endpoint;
}

export interface ServiceRow {
  readonly kind: 'service';
  readonly record: ServiceRecord;
  readonly endpoint: Endpoint;
  readonly backendsReady: number;
  /** Undefined where endpoint slices cannot be counted: not read yet, or not allowed. */
  readonly backends: number | undefined;
}

export interface WorkloadRow {
  readonly kind: 'workload';
  readonly endpoint: Endpoint;
  readonly namespace: string;
  readonly name: string;
  readonly workload: WorkloadKind;
  readonly pods: number;
  readonly podsReady: number;
}

/** What one direction of a policy does to the pods it selects. */
export interface PolicyDirection {
  /** by-rules: its rules decide in the words of each, as some deny or pass, or it leaves open what none names. */
  readonly effect: 'not-governed' | 'deny-all' | 'allow-all' | 'allow-some' | 'by-rules';
  /** One sentence per rule, AND and OR spelled out; empty unless `allow-some` or `by-rules`. */
  readonly rules: readonly string[];
}

export interface PolicyRow {
  readonly kind: 'policy';
  readonly record: PolicyRecord | PolicyObjectRecord;
  readonly reference: PolicyReference;
  /** The pod selector in words: 'every pod', 'pods with app=backend'. */
  readonly selects: string;
  /** Undefined where pods cannot be counted: not read yet, or not allowed. */
  readonly podsSelected: number | undefined;
  readonly ingress: PolicyDirection;
  readonly egress: PolicyDirection;
  /** What could not be understood, as sentences; such a policy is never shown as harmless. */
  readonly notUnderstood: readonly string[];
}

export interface EventRow {
  readonly kind: 'event';
  readonly record: EventRecord;
}

export interface RowTypes {
  nodes: NodeRow;
  pods: PodRow;
  services: ServiceRow;
  workloads: WorkloadRow;
  policies: PolicyRow;
  events: EventRow;
  /** Anything that can be an end of a link, for the endpoint picker: pods, workloads, services, nodes. */
  endpoints: PodRow | WorkloadRow | ServiceRow | NodeRow;
}

export type ViewKind = keyof RowTypes;

/** A workload by its name. */
export type WorkloadName = Omit<Extract<Endpoint, { readonly kind: 'workload' }>, 'kind'>;

/** What to show. Changing `filter`, `offset` or `limit` of an open view is one small message. */
export interface ViewQuery<Kind extends ViewKind = ViewKind> {
  readonly kind: Kind;
  /** As typed after `/`: fuzzy words, `!word` inverse, `label=value`; all must hold. */
  readonly filter: string;
  readonly namespace?: string;
  /** Only rows on this node (pods), or about this uid (events). */
  readonly node?: string;
  readonly about?: string;
  /** Only the pods of this workload. */
  readonly workload?: WorkloadName;
  readonly sort?: {
    readonly column: 'name' | 'namespace' | 'age' | 'restarts' | 'node' | 'status';
    readonly descending: boolean;
  };
  readonly offset: number;
  readonly limit: number;
}

export interface ViewSnapshot<Row> {
  readonly rows: readonly Row[];
  readonly offset: number;
  /** Rows that pass the filter. */
  readonly matched: number;
  /** Rows without the filter. */
  readonly total: number;
  readonly freshness: Freshness;
  /** The filter these rows answer; while it differs from the one asked for, an answer is under way. */
  readonly filter: string;
}
