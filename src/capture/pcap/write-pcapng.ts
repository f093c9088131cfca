import type { PcapHeader, PcapRecord } from './records.ts';

/*
 * pcapng (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html): one section, an interface for each place of a
 * capture with the place as its name, and the packets of all of them. Wireshark shows the name beside each packet.
 */

/** The beginning of a file. */
export function pcapngSection(): Uint8Array {
  const body = Buffer.alloc(16);
  body.writeUInt32LE(0x1a_2b_3c_4d, 0);
  body.writeUInt16LE(1, 4);
  // The section's length is not known while it is written.
  body.writeBigInt64LE(-1n, 8);
  return block(0x0a_0d_0d_0a, body);
}

/** An interface; packets name it by how many came before it. */
export function pcapngInterface({ linkType, snapLength }: PcapHeader, name: string): Uint8Array {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(linkType, 0);
  head.writeUInt32LE(snapLength, 4);
  // if_name, and if_tsresol: nanoseconds.
  const options = [option(2, Buffer.from(name, 'utf8')), option(9, Buffer.from([9])), option(0, Buffer.alloc(0))];
  return block(1, Buffer.concat([head, ...options]));
}

/** One packet of an interface. */
export function pcapngPacket(number: number, { seconds, nanos, data, length }: PcapRecord): Uint8Array {
  const body = Buffer.alloc(20 + padded(data.length));
  const time = BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
  body.writeUInt32LE(number, 0);
  body.writeUInt32LE(Number(time >> 32n), 4);
  body.writeUInt32LE(Number(time & 0xff_ff_ff_ffn), 8);
  body.writeUInt32LE(data.length, 12);
  body.writeUInt32LE(length, 16);
  body.set(data, 20);
  return block(6, body);
}

function option(code: number, value: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(4 + padded(value.length));
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt16LE(value.length, 2);
  bytes.set(value, 4);
  return bytes;
}

function block(type: number, body: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(12 + body.length);
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(bytes.length, 4);
  bytes.set(body, 8);
  bytes.writeUInt32LE(bytes.length, bytes.length - 4);
  return bytes;
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
