import type { ResolvedEndpoint } from './endpoint.ts';
import type { EvidenceId } from './evidence.ts';
import type { Link } from './link.ts';
import type { Place } from './runner.ts';
import type { Store } from './store.ts';
import type { Duration, Instant } from './time.ts';

/**
 * What a TCP connect did on the wire. A `timeout` is a silent drop: its cause cannot be told from here (policy, missing
 * FDB entry, ip_forward, rp_filter all look the same).
 */
export type ConnectClass =
  | 'open'
  | 'refused' // a RST, or ICMP port unreachable: something was reached, nobody listens
  | 'timeout' // silent drop
  | 'no-route' // EHOSTUNREACH: ARP failure or ICMP host unreachable
  | 'prohibited' // ICMP administratively prohibited
  | 'network-unreachable' // ENETUNREACH: no route in the source itself, or ICMP net unreachable from a router
  | 'hang-after-connect' // the handshake completes, data does not come back: path MTU
  | 'reset' // connected, then reset
  | 'not-permitted' // EPERM on send: a local output hook
  | 'name-not-resolved' // never came to a connect
  | 'not-tested'; // no program, no exec, no pod: says nothing about the wire

export interface ConnectResult {
  readonly class: ConnectClass;
  /** One sentence with numbers: 'TCP 10.244.2.8:8080 timed out after 3.0 s'. */
  readonly sentence: string;
  readonly address: string | undefined;
  readonly port: number | undefined;
  /** The program that did it: 'nc', 'bash', 'curl', 'telnet'. */
  readonly program: string | undefined;
  readonly duration: Duration | undefined;
  readonly at: Instant;
  readonly evidence: readonly EvidenceId[];
  /** Where it ran, with the rung that led there; absent where nothing ran. */
  readonly place?: Place;
}

export type LatencyMethod = 'icmp' | 'tcp-connect';

/** One attempt. `milliseconds` undefined is a loss (or, with `error`, an answer that is not a reply). */
export interface LatencyPoint {
  readonly sequence: number;
  readonly at: Instant;
  readonly milliseconds: number | undefined;
  /** 'Destination Host Unreachable', 'Packet filtered', 'message too long (mtu 1450)'. */
  readonly error?: string;
  /** Not a sample: the chart marks this place ('now pod backend-x', 'resumed'). */
  readonly mark?: string;
}

export interface LatencySummary {
  readonly method: LatencyMethod;
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  /** 0 to 100. */
  readonly lossPercent: number;
  readonly duplicates: number;
  /** Milliseconds; undefined without a single reply. */
  readonly min: number | undefined;
  readonly avg: number | undefined;
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
  readonly max: number | undefined;
  /** Mean absolute difference of consecutive replies, milliseconds (RFC 3550's idea without smoothing). */
  readonly jitter: number | undefined;
}

/** What one direction carried in one interval. */
export interface BandwidthRate {
  readonly bitsPerSecond: number;
  readonly retransmits?: number;
  readonly jitterMilliseconds?: number;
  readonly lostPackets?: number;
  readonly packets?: number;
}

/** One interval of a test: the chosen direction; forward when both are measured at once. */
export interface BandwidthPoint extends BandwidthRate {
  readonly at: Instant;
  /** Seconds from the start of the test, end of this interval. */
  readonly second: number;
  /** Destination to source, where both directions are measured at once. */
  readonly back?: BandwidthRate;
}

/** Who sends: the source, the destination, or both at once (iperf3's --bidir). */
export type BandwidthDirection = 'forward' | 'reverse' | 'both';

export interface BandwidthOptions {
  readonly protocol: 'TCP' | 'UDP';
  readonly direction: BandwidthDirection;
  /** Parallel streams each way, 1 to 32. */
  readonly streams: number;
  /** Seconds. */
  readonly seconds: number;
  /** Bits per second of all streams together, each way; undefined is uncapped. */
  readonly rateCap: number | undefined;
  readonly port: number;
}

/** What one direction of a test came to. */
export interface BandwidthResult {
  /** What the receiver got; undefined when not measured, and then the summary's sentence says why. Never 0 for 'blocked'. */
  readonly receivedBitsPerSecond: number | undefined;
  readonly sentBitsPerSecond: number | undefined;
  readonly retransmits: number | undefined;
  readonly jitterMilliseconds: number | undefined;
  readonly lostPercent: number | undefined;
  /** What each of several streams came to, bits per second, in iperf3's order; absent where it is not known. */
  readonly perStream?: readonly number[];
}

/** The chosen direction; forward when both were measured at once. */
export interface BandwidthSummary extends BandwidthResult {
  readonly options: BandwidthOptions;
  /** Destination to source, where both directions were measured at once. */
  readonly back?: BandwidthResult;
  readonly cpuLocalPercent: number | undefined;
  readonly cpuRemotePercent: number | undefined;
  readonly pathMtu: number | undefined;
  readonly version: string | undefined;
  /** The whole test ran to its end. */
  readonly complete: boolean;
  /** Where client and server ran, with the rungs that led there; absent where none did. */
  readonly places?: { readonly source: Place; readonly destination: Place };
  /** Seconds into the test after which nothing arrived any more until it was ended; undefined for one that did not stall. */
  readonly stalledAfter?: number;
  readonly sentence: string;
}

export type DnsClass =
  | 'answered'
  | 'nxdomain'
  | 'servfail'
  | 'refused'
  | 'timeout'
  | 'unreachable'
  | 'no-data'
  | 'not-tested';

export interface DnsResult {
  readonly class: DnsClass;
  readonly sentence: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly server: string | undefined;
  readonly program: string | undefined;
  /** 'source pod', or 'this bastion (fallback)': the two may see different names. */
  readonly askedFrom: string;
  readonly duration: Duration | undefined;
  readonly at: Instant;
  readonly evidence: readonly EvidenceId[];
  /** Where it ran, with the rung that led there; absent where nothing ran. */
  readonly place?: Place;
}

/** Whether full-size packets pass where small ones do. */
export interface PathMtuResult {
  readonly class: 'full-size-passes' | 'black-hole' | 'reported' | 'nothing-passes' | 'not-tested';
  readonly sentence: string;
  /** The path MTU in bytes, where it became known. */
  readonly mtu: number | undefined;
  readonly at: Instant;
  readonly evidence: readonly EvidenceId[];
  /** Where it ran, with the rung that led there; absent where nothing ran. */
  readonly place?: Place;
}

export type ProbeName = 'connect' | 'latency' | 'bandwidth' | 'dns' | 'path-mtu';

/** The life of one probe as the screen shows it. */
export type ProbeState<Result> =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly since: Instant; readonly last: Result | undefined }
  | { readonly state: 'done'; readonly last: Result }
  | {
      readonly state: 'failed';
      readonly sentence: string;
      readonly nextStep: string | undefined;
      readonly last: Result | undefined;
    };

export interface LatencySeries {
  readonly points: readonly LatencyPoint[];
  readonly summary: LatencySummary;
  readonly interval: Duration;
  /** How it is measured, when not by ICMP and why: 'TCP connect time (no ping in container app)'. */
  readonly remark: string | undefined;
  readonly evidence: readonly EvidenceId[];
  /** Where the newest run is, with the rung that led there; absent before the first. */
  readonly place?: Place;
}

export interface BandwidthSeries {
  readonly points: readonly BandwidthPoint[];
  /** Intervals of the link's tests before this one, oldest first; bounded. */
  readonly earlier?: readonly BandwidthPoint[];
  readonly summary: BandwidthSummary | undefined;
  readonly options: BandwidthOptions;
  readonly phase: 'starting server' | 'running' | 'ended';
  readonly evidence: readonly EvidenceId[];
}

/** The one-line answer of the Link pane. */
export type MeasuredClass =
  | 'not-measured'
  | 'healthy'
  | 'lossy'
  | 'path-mtu-black-hole'
  | 'dns-failing'
  | 'source-unusable' // the source pod is gone or not running: nothing can be measured from it
  | 'unclear' // probes disagree or could not be done
  | Exclude<ConnectClass, 'open' | 'not-tested'>;

export interface Measured {
  readonly class: MeasuredClass;
  /** 'DROPPED timeout 3.0 s · ping 10/10 lost': facts only, no cause. */
  readonly sentence: string;
}

/** Immutable; a new one for each change. */
export interface LinkSnapshot {
  readonly link: Link | undefined;
  readonly source: ResolvedEndpoint | undefined;
  readonly destination: ResolvedEndpoint | undefined;
  readonly connect: ProbeState<ConnectResult>;
  readonly latency: ProbeState<LatencySeries>;
  readonly bandwidth: ProbeState<BandwidthSeries>;
  readonly dns: ProbeState<DnsResult>;
  readonly pathMtu: ProbeState<PathMtuResult>;
  readonly measured: Measured;
}

/** The link under test: chooses runners, runs the probes, keeps the series. Lives outside React. */
export interface LinkBench extends Store<LinkSnapshot> {
  choose(link: Link | undefined): void;
  /** Connect, DNS (where the destination has a name) and full-size packets, again and again until stopped. */
  startConnect(): void;
  startLatency(options?: { readonly interval?: Duration; readonly count?: number }): void;
  startBandwidth(options: BandwidthOptions): void;
  /** Resolves the destination's name in the source; where it has none, a name of every cluster, to test the source's DNS. */
  startDns(): void;
  stop(probe?: ProbeName): Promise<void>;
  resetLatency(): void;
  /** Names of probes that run now. */
  running(): readonly ProbeName[];
  close(): Promise<void>;
}

/** The link under test and a second one beside it, which is measured as well and drawn over the first. */
export interface LinkPair {
  readonly first: LinkBench;
  /** Without a link while nothing is pinned. Choosing the link under test here changes nothing. */
  readonly second: LinkBench;
  /** The link under test becomes the second one, with all that was measured and what runs; another can be chosen then. */
  pin(): void;
  /** The two change places. Choosing the second link as the first does the same. */
  exchange(): void;
  /** The same test over both, one after the other, so that neither takes the other's share. */
  startBandwidth(options: BandwidthOptions): void;
  /** Stops everything on both. */
  stop(): Promise<void>;
  running(): readonly ProbeName[];
  close(): Promise<void>;
}
