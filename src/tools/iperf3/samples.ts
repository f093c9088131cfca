/** One interval of one direction, as it is charted. */
export interface Iperf3Interval {
  readonly kind: 'interval';
  /** Seconds from the start of the test. */
  readonly start: number;
  readonly end: number;
  readonly bitsPerSecond: number;
  readonly retransmits: number | undefined;
  readonly jitterMilliseconds: number | undefined;
  readonly lostPackets: number | undefined;
  readonly packets: number | undefined;
  /** 'sum' over all streams, else the stream's number. */
  readonly stream: string;
  /** With --bidir: 'TX-C', 'RX-C', 'TX-S', 'RX-S'. */
  readonly role: string | undefined;
  readonly at: number;
}

/** One line of the summary at the end, of one stream or of the sum. */
export interface Iperf3Total {
  readonly kind: 'total';
  readonly side: 'sender' | 'receiver';
  readonly seconds: number;
  readonly bitsPerSecond: number;
  readonly retransmits: number | undefined;
  readonly jitterMilliseconds: number | undefined;
  readonly lostPackets: number | undefined;
  readonly packets: number | undefined;
  readonly lostPercent: number | undefined;
  readonly stream: string;
  readonly role: string | undefined;
}

/** Whether a row is of the way back: with --bidir from server to client, told in either's words. */
export function isWayBack(row: Pick<Iperf3Interval | Iperf3Total, 'role'>): boolean {
  return row.role === 'RX-C' || row.role === 'TX-S';
}

/** What a line (or a JSON event) of iperf3 says, client or server. */
export type Iperf3Sample =
  | Iperf3Interval
  | Iperf3Total
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'accepted'; readonly from: string }
  | { readonly kind: 'version'; readonly version: string }
  /** Whole-machine CPU of both ends, percent. */
  | { readonly kind: 'cpu'; readonly local: number; readonly remote: number }
  | { readonly kind: 'path-mtu'; readonly mtu: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'notice'; readonly text: string };
