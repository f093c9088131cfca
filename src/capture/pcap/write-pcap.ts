import type { PcapHeader, PcapRecord } from './records.ts';

/** The beginning of a pcap file with nanoseconds, little-endian. */
export function pcapFileHeader({ linkType, snapLength }: PcapHeader): Uint8Array {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt32LE(0xa1_b2_3c_4d, 0);
  bytes.writeUInt16LE(2, 4);
  bytes.writeUInt16LE(4, 6);
  bytes.writeUInt32LE(snapLength, 16);
  bytes.writeUInt32LE(linkType, 20);
  return bytes;
}

/** One packet of such a file. */
export function pcapRecordBytes({ seconds, nanos, data, length }: PcapRecord): Uint8Array {
  const bytes = Buffer.alloc(16 + data.length);
  bytes.writeUInt32LE(seconds, 0);
  bytes.writeUInt32LE(nanos, 4);
  bytes.writeUInt32LE(data.length, 8);
  bytes.writeUInt32LE(length, 12);
  bytes.set(data, 16);
  return bytes;
}
