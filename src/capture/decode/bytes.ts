/**
 * A window onto captured bytes. Reading beyond its end gives undefined, never a throw: packets are cut by the snapshot
 * length, and what a length field says is the sender's word only. Numbers are in network order.
 */
export class Bytes {
  readonly data: Uint8Array;
  readonly start: number;
  readonly end: number;

  constructor(data: Uint8Array, start = 0, end = data.length) {
    this.data = data;
    this.start = Math.min(Math.max(0, start), data.length);
    this.end = Math.min(Math.max(this.start, end), data.length);
  }

  get length(): number {
    return this.end - this.start;
  }

  u8(offset: number): number | undefined {
    const at = this.start + offset;
    return offset >= 0 && at < this.end ? this.data[at] : undefined;
  }

  u16(offset: number): number | undefined {
    const high = this.u8(offset);
    const low = this.u8(offset + 1);
    return high === undefined || low === undefined ? undefined : high * 256 + low;
  }

  u32(offset: number): number | undefined {
    const high = this.u16(offset);
    const low = this.u16(offset + 2);
    return high === undefined || low === undefined ? undefined : high * 65_536 + low;
  }

  /** The rest from there on, or at most `length` of it. */
  from(offset: number, length = Number.POSITIVE_INFINITY): Bytes {
    const start = Math.min(this.end, this.start + Math.max(0, offset));
    return new Bytes(this.data, start, Math.min(this.end, start + Math.max(0, length)));
  }
}
