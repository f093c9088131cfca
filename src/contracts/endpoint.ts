import type { Instant } from './time.ts';

/** The kinds of controller that can stand as one end of a link and be followed through replacements of their pods. */
export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'Job';

/**
 * One end of a link, as the operator named it. Identity survives re-creation: with `uid` a pod endpoint means that
 * very pod; a workload endpoint follows its pods.
 */
export type Endpoint =
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string; readonly uid?: string }
  | { readonly kind: 'workload'; readonly workload: WorkloadKind; readonly namespace: string; readonly name: string }
  | { readonly kind: 'service'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'ip'; readonly address: string }
  | { readonly kind: 'host'; readonly name: string };

/** A port that the endpoint offers, as the cluster declares it (container port or service port). */
export interface EndpointPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol: Protocol;
}

export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** A pod that can run programs or serve traffic for an endpoint. */
export interface EndpointPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string | undefined;
  /** IPv4 and IPv6, the primary one first. */
  readonly addresses: readonly string[];
  readonly hostNetwork: boolean;
  readonly ready: boolean;
  readonly containers: readonly string[];
}

/** What an endpoint stands for right now. Immutable; a follower gets a new one with each change. */
export interface ResolvedEndpoint {
  readonly endpoint: Endpoint;
  /** The pod it stands for: itself, the workload's chosen pod (the ready one with the lowest name), none for IP, host and node. */
  readonly pod: EndpointPod | undefined;
  /** Addresses to connect to: pod IPs, the service's cluster IPs, the node's InternalIPs, the IP itself; empty for a host name. */
  readonly addresses: readonly string[];
  /** The DNS name to resolve in the source pod: the service's full name or the host name. */
  readonly dnsName: string | undefined;
  readonly ports: readonly EndpointPort[];
  readonly node: string | undefined;
  /** Ready backends of a service, also of one that is named by its cluster IP. */
  readonly backends?: readonly EndpointPod[];
  /** Why it cannot be used now, as a sentence: 'pod shop/web-1 was deleted 3 s ago'. */
  readonly problem: string | undefined;
  readonly at: Instant;
}
