import type { Fact } from '../../contracts/node-facts.ts';
import type { PacketCount } from '../../tools/cilium/bpf-metrics.ts';
import type { EmptyPolicy, PolicyEntry } from '../../tools/cilium/bpf-policy.ts';
import type { CiliumEndpoint } from '../../tools/cilium/endpoints.ts';
import type { CachedName } from '../../tools/cilium/fqdn-cache.ts';
import type { HealthProbe } from '../../tools/cilium/health.ts';
import type { MonitorEvent } from '../../tools/cilium/monitor.ts';
import type { CiliumStatus } from '../../tools/cilium/status.ts';
import type { HubbleFlow } from '../../tools/hubble/flow.ts';
import type { MarkedLine } from '../../tools/log/rules.ts';

/** A CiliumNode (cilium.io/v2): how the agent has made its node known to the others. */
export interface CiliumNodeObject {
  readonly name: string;
  readonly internalAddresses: readonly string[];
  readonly podCidrs: readonly string[];
}

/** Policies that hang on names. */
export interface NamePolicies {
  /** Those with toFQDNs, 'shop/allow-api'. */
  readonly named: readonly string[];
  /** Whether any policy has a DNS rule, by which the agent learns the names' addresses. */
  readonly withDnsRule: boolean;
}

/** What is read of Cilium once for all nodes. Plain data. */
export interface CiliumShared {
  readonly nodes: Fact<readonly CiliumNodeObject[]>;
  readonly names: Fact<NamePolicies>;
  /** Pods that have a CiliumEndpoint, 'shop/web-1'; not known in large clusters, where the agents are asked instead. */
  readonly managed: Fact<ReadonlySet<string>>;
}

/** A pod of the node's pod network, with its addresses. */
export interface NodePod {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly createdAt: number;
}

/** What is read of Cilium on one node beside the node's facts. Plain data. */
export interface CiliumOwn {
  /** The program that the agent's image has: 'cilium-dbg', or 'cilium' before 1.15. */
  readonly program: string;
  readonly status: Fact<CiliumStatus>;
  readonly health: Fact<readonly HealthProbe[]>;
  readonly endpoints: Fact<readonly CiliumEndpoint[]>;
  readonly pods: Fact<readonly NodePod[]>;
  readonly packets: Fact<readonly PacketCount[]>;
  /** Hubble's last drops, or what the monitor saw while it was listened to. */
  readonly drops: Fact<{ readonly flows: readonly HubbleFlow[]; readonly events: readonly MonitorEvent[] }>;
  readonly policyMaps: Fact<readonly (PolicyEntry | EmptyPolicy)[]>;
  /** Undefined where no policy hangs on names. */
  readonly cachedNames: Fact<readonly CachedName[]> | undefined;
  /** Undefined where no tunnel is used, or the version has no such map. */
  readonly tunnelMap: Fact<readonly TunnelMapEntry[]> | undefined;
  readonly probeFailures: Fact<readonly string[]>;
  readonly log: Fact<readonly MarkedLine[]>;
  readonly at: number;
}

/** Behind which node a network lies, as the agent tells the kernel. */
export interface TunnelMapEntry {
  /** The first address of the network. */
  readonly network: string;
  readonly node: string;
}
