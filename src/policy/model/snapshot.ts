import type { Labels } from '../../inventory/records.ts';
import type { NodeParty, PodParty } from './party.ts';
import type { Dialect } from './policy.ts';

/** A policy object, or one that policies refer to (Tier, NetworkSet, CIDRGroup, Profile…), as it was read: `spec` is not validated. */
export interface PolicyObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly spec: unknown;
  /** Cilium policies may carry a list instead of one spec. */
  readonly specs?: unknown;
  /** Where it was read from: a file, or nothing for a cluster. */
  readonly file?: string;
  /** Line (from 1) of a path of the object in its YAML; undefined when the text is not at hand. */
  readonly lineOf?: (path: readonly (string | number)[]) => number | undefined;
}

export interface ServiceParty {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly selector: Labels | undefined;
  readonly type: string;
  readonly clusterAddresses: readonly string[];
  readonly externalName: string;
  /** Addresses outside of the cluster that its nodes rewrite as well: externalIPs, and those of its load balancer. */
  readonly externalAddresses?: readonly string[];
  /** Local: sources outside the cluster keep their address. Undefined: not known, or the type has none. */
  readonly externalTrafficPolicy?: 'Local' | 'Cluster';
  readonly ports: readonly {
    readonly name: string;
    readonly port: number;
    readonly targetPort: number | string;
    /** On every node's addresses. */
    readonly nodePort?: number;
    readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  }[];
  /** Backends without a selector, or as EndpointSlices give them; undefined: the selector decides. */
  readonly backends?: readonly ServiceBackend[];
}

/** An address behind a Service, as an EndpointSlice gives it. */
export interface ServiceBackend {
  readonly address: string;
  readonly ready: boolean;
  /** By the names of the Service's ports; undefined: the target ports of the Service hold. */
  readonly ports?: readonly {
    readonly name: string;
    readonly port: number | undefined;
    readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  }[];
}

/** How policies are enforced here. */
export interface Enforcement {
  /** The CNI's name as `cni/detect` says it ('calico', 'cilium', 'flannel', …); undefined offline. */
  readonly cni: string | undefined;
  /**
   * Whether somebody here enforces each dialect. `no` gives the basis not-enforced-by-this-cni; `unknown` leaves the verdict as
   * declared and says that it is not known. Undefined offline: each dialect counts as enforced.
   */
  readonly dialects: Readonly<Record<Dialect, 'yes' | 'no' | 'unknown'>> | undefined;
  /** Cilium's enable-policy. */
  readonly ciliumMode: 'default' | 'always' | 'never';
  /** Cilium's policy-cidr-match-mode: what of the cluster CIDR rules match. */
  readonly ciliumCidrMatch: ReadonlySet<'nodes' | 'pods'>;
  /** Cilium's cluster-name, where it is known. */
  readonly ciliumClusterName?: string;
}

/** Everything that verdicts are made of, at one moment. */
export interface PolicySnapshot {
  readonly pods: readonly PodParty[];
  readonly nodes: readonly NodeParty[];
  readonly namespaces: ReadonlyMap<string, Labels>;
  readonly services: readonly ServiceParty[];
  readonly objects: readonly PolicyObject[];
  readonly enforcement: Enforcement;
  /** Objects that should have been read and were not ('networkpolicies: forbidden'), as sentences: each makes verdicts undecidable. */
  readonly missing: readonly string[];
  /** What of the cluster is not seen at all, as sentences: answers about everything leave it out, those about what is seen stand. */
  readonly unseen?: readonly string[];
}
