import type { ContainerTarget } from './cluster.ts';
import type { Place, Runner } from './runner.ts';
import type { Store } from './store.ts';
import type { Instant } from './time.ts';

/** How a node is reached: over SSH by either transport, in the CNI's own pod there, or in a debug pod made for it. */
export type NodeTransport = 'ssh2' | 'openssh' | 'cni-pod' | 'node-debug-pod';

/** The way to a node, with why it is this one. */
export interface NodeWay {
  readonly transport: NodeTransport;
  readonly place: Place;
  /** Why this way and none of those before it: sentences. */
  readonly reason: string;
  /**
   * What programs see there. host: the node as it is. network: its network, from a container with files and programs of
   * its own, so that what hangs on the node's files is not known from there.
   */
  readonly sees: 'host' | 'network';
  /**
   * Where a container in the node's network has files and folders of the node all the same, by their paths on the node:
   * '/etc/cni/net.d' is '/host/etc/cni/net.d' there.
   */
  readonly files?: Readonly<Record<string, string>>;
}

/** What a node must have for a program to be of use. */
export interface NodeWant {
  /** The node's own files are needed, so a container in its network will not do. */
  readonly files?: boolean;
  /** Root is needed, or CAP_NET_RAW and CAP_NET_ADMIN at least. */
  readonly privileged?: boolean;
  /** Nobody asked for it just now: a way that would have to ask at the operator's terminal will not do. */
  readonly background?: boolean;
}

/** A node as far as it has to be known to work on it. */
export interface KnownNode {
  readonly name: string;
  readonly addresses: readonly { readonly type: string; readonly address: string }[];
  readonly podCidrs: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** The nodes, and how it is known that there are these. */
export interface KnownNodes {
  readonly nodes: readonly KnownNode[];
  /** cluster: as the API server tells now; saved: as it told last, while it does not answer; named: by --nodes. */
  readonly source: 'cluster' | 'saved' | 'named';
  /** When the API server told so last; undefined for named ones. */
  readonly asOf: Instant | undefined;
}

/** A host key that a server offered and that no known_hosts knows. */
export interface OfferedHostKey {
  /** The node that was to be reached. */
  readonly node: string;
  /** Whose key it is as known_hosts names it, the node's or a jump host's: '[10.0.0.5]:2222'. */
  readonly host: string;
  /** 'ED25519'. */
  readonly type: string;
  /** 'SHA256:…'. */
  readonly fingerprint: string;
}

/** Host keys that wait for the operator to compare and trust them. */
export interface HostKeyDesk {
  /** The one offered first stands first; one per host and key. */
  readonly offered: Store<readonly OfferedHostKey[]>;
  /** The operator has compared it: it is added to known_hosts when it is offered again. A changed key is never trusted so. */
  trust(key: OfferedHostKey): void;
}

/** The nodes of a cluster as places where programs run. Works without the API server for nodes that are known. */
export interface NodeDesk {
  readonly known: Store<KnownNodes>;
  /**
   * Runs programs on a node by whatever way there is; it is chosen when the first one is run, and its place says so
   * afterwards. What the mode does not allow is refused as in containers.
   */
  runner(node: string, want?: NodeWant): Runner;
  /** Finds the way to a node, connecting where that is not known yet. Rejects with a PlumblineError that names every way and why it will not do. */
  way(node: string, want?: NodeWant): Promise<NodeWay>;
  /** A debug pod on the node that the operator has had made: a way to it from now on, where those before it will not do. */
  adopt(node: string, pod: ContainerTarget): void;
  readonly hostKeys: HostKeyDesk;
}
