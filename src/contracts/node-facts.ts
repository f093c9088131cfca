import type { ForwardingEntry } from '../tools/bridge/fdb.ts';
import type { BridgePort } from '../tools/bridge/ports.ts';
import type { DeviceWord } from '../tools/ethtool/parse.ts';
import type { IptablesItem } from '../tools/iptables/parse.ts';
import type { NetworkDevice } from '../tools/ip/device.ts';
import type { Neighbour } from '../tools/ip/neighbours.ts';
import type { Route } from '../tools/ip/routes.ts';
import type { RoutingRule } from '../tools/ip/rules.ts';
import type { NftItem } from '../tools/nft/parse.ts';
import type { Socket } from '../tools/ss/parse.ts';
import type { NodeWay } from './node.ts';
import type { RunEnd } from './runner.ts';
import type { Instant } from './time.ts';

/** Something read on a node, or why it is not known. Nothing read is never the same as nothing there. */
export type Fact<Value> =
  | { readonly known: true; readonly value: Value; readonly from: RawOutputId }
  | { readonly known: false; readonly why: string; readonly from: RawOutputId | undefined };

export type RawOutputId = string & { readonly __brand: 'RawOutputId' };

/** A program's output behind facts, as it was printed; capped, and redacted where it may hold secrets. */
export interface RawOutput {
  readonly id: RawOutputId;
  readonly argv: readonly string[];
  readonly commandLine: string;
  readonly at: Instant;
  readonly text: string;
  readonly errorText: string;
  readonly end: RunEnd;
  readonly truncated: boolean;
}

/** One file of the folder in which container runtimes look for CNI configuration. */
export interface CniConfigurationFile {
  /** '/etc/cni/net.d', unless the distribution has another one. */
  readonly folder: string;
  /** '10-flannel.conflist': the runtime takes the first in this order. */
  readonly file: string;
  /** Whether a container runtime would read it: .conf, .conflist and .json, no backups. */
  readonly read: boolean;
  readonly name: string | undefined;
  /** Types of its plugins, in order: 'flannel', 'portmap'. */
  readonly plugins: readonly string[];
  /** Every program that it takes: its plugins, their IPAM, and what they hand over to. */
  readonly programs: readonly string[];
  /** Why it cannot be used, in words; undefined for a good one. */
  readonly problem: string | undefined;
}

/** How full the table of tracked connections is, and what it refused. */
export interface TrackedConnections {
  readonly count: number;
  readonly most: number;
  /** Of all CPUs together, since boot; undefined where conntrack -S could not be run. */
  readonly counters: Readonly<Record<string, number>> | undefined;
  /** How they grew since the facts before these; undefined the first time, and after a restart of the node. */
  readonly grown: Readonly<Record<string, number>> | undefined;
}

/** A kernel counter with how it grew since the facts before these. */
export interface GrowingCounter {
  readonly name: string;
  readonly value: number;
  /** Undefined the first time, and after a restart of the node. */
  readonly grown: number | undefined;
}

/** Everything that was read on one node at one time. Pure data. */
export interface NodeFacts {
  readonly node: string;
  readonly at: Instant;
  readonly way: NodeWay;
  readonly devices: Fact<readonly NetworkDevice[]>;
  /** Of all tables, both families. */
  readonly routes: Fact<readonly Route[]>;
  readonly rules: Fact<readonly RoutingRule[]>;
  readonly neighbours: Fact<readonly Neighbour[]>;
  readonly forwarding: Fact<readonly ForwardingEntry[]>;
  readonly bridgePorts: Fact<readonly BridgePort[]>;
  /** Kernel settings by name, 'net.ipv4.ip_forward'; of those that do not exist the reason stands in `absent`. */
  readonly settings: Fact<{
    readonly values: Readonly<Record<string, string>>;
    readonly absent: Readonly<Record<string, string>>;
  }>;
  readonly counters: Fact<readonly GrowingCounter[]>;
  readonly connections: Fact<TrackedConnections>;
  /** Rules of the iptables in use; the note among them says which backend, and whether the other one has rules too. */
  readonly iptables: Fact<readonly IptablesItem[]>;
  readonly nft: Fact<readonly NftItem[]>;
  readonly listening: Fact<readonly Socket[]>;
  /** In the order in which a runtime takes them; none where the folder is empty or not there. */
  readonly cniConfiguration: Fact<readonly CniConfigurationFile[]>;
  /** The programs in /opt/cni/bin, or where the distribution has them. */
  readonly cniPlugins: Fact<readonly string[]>;
  /** FLANNEL_NETWORK and so on, of /run/flannel/subnet.env; none where there is no such file. */
  readonly flannelSubnet: Fact<Readonly<Record<string, string>>>;
  /**
   * Seconds by which the node's clock is ahead of this machine's, negative where it is behind: as much as is certain, so 0
   * where the time of asking may explain all of it.
   */
  readonly clockAhead: Fact<number>;
  readonly kernel: Fact<string>;
  /** Another one after each start of the machine. */
  readonly boot: Fact<string>;
  /** Features (ethtool -k) by device: of the uplink and the tunnel. */
  readonly offloads: Fact<Readonly<Record<string, readonly DeviceWord[]>>>;
  readonly raw: readonly RawOutput[];
}
