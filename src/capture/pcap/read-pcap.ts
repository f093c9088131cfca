import type { PcapHeader, PcapRecord } from './records.ts';

/** What a login shell may print before the capture begins; beyond it no capture is expected any more. */
const mostBefore = 65_536;
/** MAXIMUM_SNAPLEN of libpcap: a longer record is no record. */
const longestRecord = 262_144;
const fileHeader = 24;
const recordHeader = 16;

const magics = [
  { text: [0xd4, 0xc3, 0xb2, 0xa1], little: true, nanos: false },
  { text: [0xa1, 0xb2, 0xc3, 0xd4], little: false, nanos: false },
  { text: [0x4d, 0x3c, 0xb2, 0xa1], little: true, nanos: true },
  { text: [0xa1, 0xb2, 0x3c, 0x4d], little: false, nanos: true },
] as const;
const pcapng = [0x0a, 0x0d, 0x0d, 0x0a] as const;

type Magic = (typeof magics)[number];

/** Why no more packets can be read, as a sentence. */
export interface PcapProblem {
  readonly kind: 'not-pcap' | 'pcapng' | 'broken';
  readonly sentence: string;
}

/**
 * Reads a pcap stream (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html) as it arrives, in any pieces,
 * either byte order, micro- and nanoseconds. What a shell printed before it is passed over. Total: bytes that are no
 * pcap become `problem`, after which nothing more is read.
 */
export class PcapReader {
  header: PcapHeader | undefined;
  problem: PcapProblem | undefined;
  #rest: Uint8Array = new Uint8Array(0);
  #magic: Magic | undefined;
  #passedOver = 0;

  /** The records that are complete with this piece. */
  push(piece: Uint8Array): readonly PcapRecord[] {
    if (this.problem !== undefined) return [];
    this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    if (this.header === undefined && !this.#readHeader()) return [];
    const records: PcapRecord[] = [];
    let at = 0;
    for (;;) {
      const found = this.#record(at);
      if (found === undefined) break;
      records.push(found.record);
      at = found.next;
    }
    // A copy, or one kept byte would keep the whole piece.
    this.#rest = new Uint8Array(this.#rest.subarray(at));
    return records;
  }

  /** Bytes of a record that has not ended: after the stream's end, what was cut off. */
  get pending(): number {
    return this.#rest.length;
  }

  #readHeader(): boolean {
    const rest = this.#rest;
    if (this.#magic === undefined) {
      const found = findMagic(rest);
      if (found === undefined) return this.#passOver();
      if (found.magic === undefined) {
        this.problem = { kind: 'pcapng', sentence: 'The capture is in the format pcapng, which is not read here.' };
        return false;
      }
      this.#magic = found.magic;
      this.#rest = rest.subarray(found.at);
    }
    if (this.#rest.length < fileHeader) return false;
    const version = this.#u16(4);
    if (version !== 2) {
      this.problem = { kind: 'broken', sentence: `The capture has the format's version ${version}, and 2 is known.` };
      return false;
    }
    // The upper bits of the link type tell of frame check sequences.
    this.header = { snapLength: this.#u32(16), linkType: this.#u32(20) & 0x0f_ff_ff_ff };
    this.#rest = this.#rest.subarray(fileHeader);
    return true;
  }

  #passOver(): false {
    const kept = new Uint8Array(this.#rest.subarray(Math.max(0, this.#rest.length - 3)));
    this.#passedOver += this.#rest.length - kept.length;
    this.#rest = kept;
    if (this.#passedOver > mostBefore)
      this.problem = { kind: 'not-pcap', sentence: 'What came is no capture: it does not begin as a pcap file does.' };
    return false;
  }

  #record(at: number): { readonly record: PcapRecord; readonly next: number } | undefined {
    if (this.problem !== undefined || this.#rest.length < at + recordHeader) return undefined;
    const captured = this.#u32(at + 8);
    const fraction = this.#u32(at + 4);
    const inSecond = this.#magic?.nanos === true ? 1_000_000_000 : 1_000_000;
    if (captured > longestRecord || fraction >= inSecond) {
      this.problem = {
        kind: 'broken',
        sentence: 'The capture is damaged: a packet in it cannot be as long as it says.',
      };
      return undefined;
    }
    const next = at + recordHeader + captured;
    if (this.#rest.length < next) return undefined;
    const record: PcapRecord = {
      seconds: this.#u32(at),
      nanos: this.#magic?.nanos === true ? fraction : fraction * 1000,
      data: new Uint8Array(this.#rest.subarray(at + recordHeader, next)),
      length: Math.max(this.#u32(at + 12), captured),
    };
    return { record, next };
  }

  #u16(at: number): number {
    const [first = 0, second = 0] = this.#rest.subarray(at, at + 2);
    return this.#magic?.little === true ? second * 256 + first : first * 256 + second;
  }

  #u32(at: number): number {
    const [low, high] = this.#magic?.little === true ? [at, at + 2] : [at + 2, at];
    return this.#u16(high) * 65_536 + this.#u16(low);
  }
}

/** Where a capture begins; without a `magic` it is pcapng. */
function findMagic(bytes: Uint8Array): { readonly at: number; readonly magic: Magic | undefined } | undefined {
  for (let at = 0; at + 4 <= bytes.length; at += 1) {
    const is = (text: readonly number[]) => text.every((byte, index) => bytes[at + index] === byte);
    const magic = magics.find(({ text }) => is(text));
    if (magic !== undefined || is(pcapng)) return { at, magic };
  }
  return undefined;
}
