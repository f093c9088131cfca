/** What is known about the cluster's CNI from its objects alone. Pure data, made by the cluster worker. */
export interface CniSummary {
  /** 'flannel', 'calico', 'cilium', … or 'unknown' when nothing known was found. */
  readonly name: string;
  readonly version: string | undefined;
  /** 'vxlan', 'host-gw', 'ipip', … as its configuration says. */
  readonly backend: string | undefined;
  readonly namespace: string | undefined;
  readonly daemonSet: { readonly name: string; readonly desired: number; readonly ready: number } | undefined;
  /** Whether NetworkPolicy objects have any effect: flannel alone enforces none. */
  readonly enforcesPolicies: 'yes' | 'no' | 'unknown';
  /** Why `enforcesPolicies` says so, and other plain remarks. */
  readonly remarks: readonly string[];
  /** One per node, in name order. */
  readonly agents: readonly CniAgent[];
}

export interface CniAgent {
  readonly node: string;
  /** The CNI pod on that node; undefined when there is none. */
  readonly pod: { readonly namespace: string; readonly name: string; readonly container: string } | undefined;
  readonly ready: boolean;
  readonly restarts: number;
  /** Pods on that node that use the pod network. */
  readonly podsOnNode: number;
  readonly podCidr: string | undefined;
}
