import type { Link } from './link.ts';
import type { NodeWay } from './node.ts';
import type { Store } from './store.ts';
import type { Duration, Instant } from './time.ts';

/**
 * Where packets are taken: on a node, on a pod's own interface within it, or on a pod's veth at its node. The device
 * 'uplink' means the one by which the node reaches the other end, or the world.
 */
export type CapturePoint =
  | { readonly kind: 'node'; readonly node: string; readonly device: string }
  | {
      readonly kind: 'pod';
      readonly namespace: string;
      readonly pod: string;
      /** within: in the pod's network; veth: at its node; auto: whichever is possible. */
      readonly side: 'within' | 'veth' | 'auto';
    };

/** By what a capture ends, whatever comes first. */
export interface CaptureBounds {
  /** At most 10 minutes. Each run on the other side is bounded by 60 s and renewed while wanted. */
  readonly duration: Duration;
  readonly packets: number;
  /** Of the pcap. */
  readonly bytes: number;
}

export interface CaptureRequest {
  readonly points: readonly CapturePoint[];
  /** In the language of pcap-filter; '' for everything. */
  readonly filter: string;
  /** headers: enough of each packet for its headers, inside a tunnel too. */
  readonly depth: 'headers' | 'whole';
  readonly bounds: CaptureBounds;
  /** The link that it is about: for the filter that is proposed, and the sentence. */
  readonly link?: Pick<Link, 'source' | 'destination' | 'protocol' | 'port'>;
}

/** One packet as it is shown. */
export interface ShownPacket {
  readonly number: number;
  /** The capturing machine's clock, milliseconds since the epoch with fractions. */
  readonly at: number;
  /** Index into the request's points. */
  readonly point: number;
  readonly from: string;
  readonly to: string;
  /** 'TCP', 'UDP', 'ICMP', 'DNS', 'ARP'. */
  readonly protocol: string;
  /** 'SYN 40112 → 8080 seq 1', 'port unreachable' */
  readonly text: string;
  /** 'VXLAN 1' for what is inside a tunnel; undefined outside. */
  readonly tunnel: string | undefined;
  /** What makes it worth a look: 'retransmission', 'no answer', 'reset', 'fragmentation needed', 'not seen at the other end'. */
  readonly mark: string | undefined;
  readonly length: number;
}

/** One place of a running capture. */
export interface CaptureSide {
  /** 'veth4a2f on node worker-1', 'eth0 in pod shop/web-1'. */
  readonly where: string;
  readonly commandLine: string;
  readonly way: NodeWay | undefined;
  readonly state: 'starting' | 'running' | 'ended' | 'failed';
  /** Why it ended or failed, as a sentence. */
  readonly note: string | undefined;
  readonly packets: number;
  readonly bytes: number;
  /** Packets that the kernel or the reader could not keep up with; undefined until tcpdump tells. */
  readonly dropped: number | undefined;
}

/** A capture as it is now. Immutable. */
export interface CaptureState {
  readonly request: CaptureRequest;
  readonly startedAt: Instant;
  readonly state: 'running' | 'ended';
  readonly sides: readonly CaptureSide[];
  /** The newest packets of all sides in their order, at most 500. */
  readonly packets: readonly ShownPacket[];
  readonly total: number;
  /** What it means so far, one sentence. */
  readonly sentence: string;
  /** At which hop the packets of the link were seen last; undefined with one side, or without anything lost. */
  readonly lastSeen: string | undefined;
}

/** What one place took, as pcap, by its index; or what all took: as pcapng where there are several, a named interface for each. */
export type CapturePart = number | 'all';

/** A capture that runs, or has run. */
export interface CaptureSession {
  readonly state: Store<CaptureState>;
  /** Ends it on every side; resolves when nothing of it runs any more, or is known to end by its bound. */
  stop(): Promise<void>;
  /** Writes what one place took, or all of them, to a file of mode 0600. Never overwrites a file. */
  save(part: CapturePart, file: string): Promise<void>;
  /** The same as it grows, from its beginning; ends when the capture has ended. */
  bytes(part: CapturePart): AsyncIterable<Uint8Array>;
  /** Stops, and forgets the packets. */
  close(): Promise<void>;
}

/** Captures, taken where the cluster is and decoded there. */
export interface CaptureDesk {
  /** What would be captured for a link: points at both ends, filter, bounds. */
  propose(link: Pick<Link, 'source' | 'destination' | 'protocol' | 'port'>): Promise<CaptureRequest>;
  /** Rejects with a PlumblineError for a request that makes no sense; what fails later is a side's state. */
  start(request: CaptureRequest): Promise<CaptureSession>;
}
