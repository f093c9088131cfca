/** What a pcap file says of itself. */
export interface PcapHeader {
  /** LINKTYPE_ value: 1 Ethernet, 113 and 276 Linux cooked, 101 raw IP. */
  readonly linkType: number;
  readonly snapLength: number;
}

/** One packet as it lies in a file. */
export interface PcapRecord {
  /** Seconds since the epoch and nanoseconds beside them: a single number would lose the last digits. */
  readonly seconds: number;
  readonly nanos: number;
  readonly data: Uint8Array;
  /** Its length on the wire; `data` may be shorter. */
  readonly length: number;
}

/** Milliseconds since the epoch, with fractions. */
export function recordTime({ seconds, nanos }: Pick<PcapRecord, 'seconds' | 'nanos'>): number {
  return seconds * 1000 + nanos / 1_000_000;
}
