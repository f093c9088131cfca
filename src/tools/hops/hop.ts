/** One router on a path, or the destination, as traceroute, tracepath and mtr tell of it. */
export interface Hop {
  readonly number: number;
  /** Addresses or names that answered; several where packets went several ways. */
  readonly hosts: readonly string[];
  /** Milliseconds. */
  readonly milliseconds: readonly number[];
  /** Probes without an answer. */
  readonly lost: number;
  readonly sent: number;
  /** What came back instead of an answer: '!X' of traceroute, and the like. */
  readonly flags: readonly string[];
}

/** The last hop that answered, in words: '10.244.2.0 (hop 2)'; undefined where none did. */
export function lastAnswer(hops: readonly Hop[]): string | undefined {
  const hop = hops.findLast(({ hosts }) => hosts.length > 0);
  return hop === undefined ? undefined : `${hop.hosts.join(', ')} (hop ${hop.number})`;
}
