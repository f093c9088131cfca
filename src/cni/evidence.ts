import type { CniHealth } from '../contracts/cni.ts';
import type { NodeFacts, RawOutput } from '../contracts/node-facts.ts';
import type { NodeWay } from '../contracts/node.ts';
import type { Instant } from '../contracts/time.ts';
import type { CniAgent, CniSummary } from './summary.ts';

/*
 * What a look at the CNI gathers. All of it is plain data: judged again, the same evidence says the same.
 */

/** What the cluster's objects say of one node, without reaching it. */
export interface CniNodeRecord {
  readonly name: string;
  /** Undefined where the API server does not tell: of a node that was saved. */
  readonly ready: 'True' | 'False' | 'Unknown' | undefined;
  /** The words of the condition NetworkUnavailable where it is True; undefined where it is not, or there is none. */
  readonly networkUnavailable: string | undefined;
  readonly internalAddresses: readonly string[];
  readonly podCidrs: readonly string[];
  /** Only those that CNIs write. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly agent: CniAgent | undefined;
}

/** Pods outside of the nodes' own network that claim one address. */
export interface SharedAddress {
  readonly address: string;
  /** 'shop/web-1 on worker-1' */
  readonly pods: readonly string[];
  readonly nodes: readonly string[];
}

/** What the cluster's objects say of its CNI. */
export interface CniObjects {
  readonly summary: CniSummary;
  /** By name, in the order of names. */
  readonly nodes: ReadonlyMap<string, CniNodeRecord>;
  /** Data of the ConfigMaps that matter to networking, by 'namespace/name'. */
  readonly configMaps: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly sharedAddresses: readonly SharedAddress[];
  /** How many NetworkPolicies there are. */
  readonly policies: number;
}

export type Encapsulation = 'vxlan' | 'geneve' | 'ipip' | 'wireguard' | 'none';

/** What holds on every node of a cluster with this CNI, as it is configured: what is common to all CNIs is judged by it. */
export interface CniExpectations {
  /** Every node hands out addresses of a podCIDR of its own. */
  readonly nodePodCidrs: boolean;
  /** The main table has a route to every other node's podCIDR. */
  readonly routesToPodCidrs: boolean;
  /** What packets between nodes travel in, and the device that puts them there; undefined where that is not known. */
  readonly tunnel:
    | {
        readonly encapsulation: Encapsulation;
        readonly device: string | undefined;
        /** For IPv6, where it is known to be another one. */
        readonly device6?: string;
      }
    | undefined;
  /** Whether routes may lead to a peer's own address beside the tunnel (nodes of one subnet). */
  readonly directRouting: boolean;
  /** Whether the CNI has taken up the node, so that others must know the way to it. */
  readonly isMember: (node: CniNodeRecord) => boolean;
  /** The bridge that pods are plugged into, where there is one: only then bridged packets must pass iptables. */
  readonly bridge: string | undefined;
  /** The other ends of pods' devices. */
  readonly podDevices: RegExp;
  /** Types of plugins ('flannel') whose configuration in /etc/cni/net.d is this CNI's. */
  readonly pluginTypes: readonly string[];
  /** Whether this CNI hands packets on without the kernel's forwarding and iptables (eBPF), so that their settings say little. */
  readonly bypassesKernel: boolean;
}

/** What came of looking at one node. */
export interface NodeEvidence<Own> {
  readonly node: string;
  readonly at: Instant;
  readonly way: NodeWay | undefined;
  /** Why the node could not be looked at, whole or in part. */
  readonly problem: string | undefined;
  readonly facts: NodeFacts | undefined;
  /** What the CNI's own knower gathered; undefined where it could not. */
  readonly own: Own | undefined;
  /** Outputs beside those of the facts. */
  readonly raw: readonly RawOutput[];
}

/** What is known beside one node. */
export interface ClusterEvidence<Shared> {
  readonly objects: CniObjects;
  /** What was gathered once for all nodes; undefined until then, and where it failed. */
  readonly shared: Shared | undefined;
  readonly expects: CniExpectations;
}

/** Of the graver first: what is wrong, what is odd, what is not known, what is well. */
export const gravity: Readonly<Record<CniHealth, number>> = { fault: 0, warning: 1, unknown: 2, ok: 3 };
