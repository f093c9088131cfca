import type { Protocol } from '../../contracts/endpoint.ts';
import type { Labels } from '../../inventory/records.ts';

/** One side of a flow, as policies see it. */
export type Party = PodParty | NodeParty | OutsideParty;

/** A container port by which named ports are resolved. */
export interface NamedPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/**
 * A pod, or (offline) a pod made from a workload's template, which has no address and no node then.
 * Labels are the pod's own; what dialects derive (namespace labels, service account labels) are fields of their own.
 */
export interface PodParty {
  readonly kind: 'pod';
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  /** Undefined: the Namespace object could not be read, so a selector on its labels cannot be decided, but for kubernetes.io/metadata.name. */
  readonly namespaceLabels: Labels | undefined;
  readonly serviceAccount: string;
  /** Undefined: the ServiceAccount object was not read, so a selector on its labels cannot be decided. */
  readonly serviceAccountLabels: Labels | undefined;
  /** Every pod IP, both families. */
  readonly addresses: readonly string[];
  /** Empty: not scheduled, or not known. */
  readonly node: string;
  readonly hostNetwork: boolean;
  /** finished: Succeeded or Failed, which own no address any more. pending: no address yet. */
  readonly phase: 'running' | 'pending' | 'finished';
  readonly ports: readonly NamedPort[];
  /** The workload that it belongs to: itself (kind Pod) when it has no controller. */
  readonly workload: { readonly kind: string; readonly name: string };
}

/** A node itself: the kubelet, host processes, hostNetwork pods as most CNIs see them. */
export interface NodeParty {
  readonly kind: 'node';
  readonly name: string;
  readonly labels: Labels;
  readonly addresses: readonly string[];
}

/** An address that belongs to no pod and no node of the cluster. */
export interface OutsideParty {
  readonly kind: 'outside';
  readonly address: string;
  /** The name that the operator gave, when the address came from resolving one. */
  readonly hostName?: string;
}
