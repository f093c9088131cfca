import type { AddressRange } from '../model/condition.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { SpecReader } from '../spec-reader.ts';

/** What Cilium's policies are compiled with, in one cluster. */
export interface SharedContext {
  readonly snapshot: PolicySnapshot;
  /** Undefined: by what name Cilium knows the cluster is not known. */
  readonly clusterName: string | undefined;
  /** CIDRs of the cluster's CiliumCIDRGroups. */
  readonly groups: readonly CidrGroup[];
}

/** What the parts of one policy are compiled with. */
export interface CiliumContext extends SharedContext {
  readonly reader: SpecReader;
  /** Empty for CiliumClusterwideNetworkPolicy. */
  readonly namespace: string;
}

export interface CidrGroup {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ranges: readonly AddressRange[];
  /** Whether something of it could not be read. */
  readonly unclear: boolean;
}
