import type { AddressRange } from '../model/condition.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { SpecReader } from '../spec-reader.ts';

/** What Cilium's policies are compiled with: one cluster, and one policy of it. */
export interface CiliumContext {
  readonly snapshot: PolicySnapshot;
  /** Undefined: by what name Cilium knows the cluster is not known. */
  readonly clusterName: string | undefined;
  /** CIDRs of the cluster's CiliumCIDRGroups. */
  readonly groups: readonly CidrGroup[];
  readonly reader: SpecReader;
  /** Empty for CiliumClusterwideNetworkPolicy. */
  readonly namespace: string;
}

export interface CidrGroup {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ranges: readonly AddressRange[];
}
