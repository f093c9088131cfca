import type { Fact } from '../../contracts/node-facts.ts';
import type { Labels } from '../../inventory/records.ts';
import type { CalicoNodeStatus } from '../../tools/calico/node-status.ts';
import type { OperatorComponent } from '../../tools/tigera/status.ts';
import type { FelixSettings } from './felix.ts';
import type { CalicoPool } from './ip-pool.ts';
import type { IpamPicture, IpamSettings } from './judge-addresses.ts';
import type { BgpSettingsObject, InstallationObject, TierObject } from './settings-objects.ts';

/** What is read of Calico once for all nodes. Plain data. */
export interface CalicoShared {
  readonly pools: Fact<readonly CalicoPool[]>;
  readonly ipam: Fact<IpamPicture>;
  readonly ipamSettings: Fact<IpamSettings>;
  readonly felix: Fact<readonly FelixSettings[]>;
  readonly bgp: Fact<BgpSettingsObject>;
  readonly tiers: Fact<readonly TierObject[]>;
  /** Those that somebody has made: plumbline makes none. */
  readonly statuses: Fact<readonly CalicoNodeStatus[]>;
  /** Undefined where Calico was installed without its operator. */
  readonly components: Fact<readonly OperatorComponent[]> | undefined;
  readonly installation: Fact<InstallationObject> | undefined;
  readonly nodeLabels: ReadonlyMap<string, Labels>;
  /** Addresses of nodes and Services that lie in a pool. */
  readonly foreign: readonly { readonly address: string; readonly whose: string }[];
}
