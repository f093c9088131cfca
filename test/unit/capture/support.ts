import { readFileSync } from 'node:fs';
import { decodePacket } from '../../../src/capture/decode/decode-packet.ts';
import type { DecodedPacket } from '../../../src/capture/decode/packet.ts';
import { PcapReader } from '../../../src/capture/pcap/read-pcap.ts';
import type { PcapRecord } from '../../../src/capture/pcap/records.ts';

/** Captures of tcpdump 4.99.3 in network namespaces: `vxlan` of the uplink, the others of what the overlay carries. */
export const captures = ['vxlan', 'any-cooked-2', 'any-cooked-1', 'overlay-nanoseconds'] as const;
export type CaptureName = (typeof captures)[number];

export function captureFile(name: CaptureName): string {
  return new URL(`captures/${name}.pcap`, import.meta.url).pathname;
}

export interface ReadCapture {
  readonly linkType: number;
  readonly records: readonly PcapRecord[];
  readonly packets: readonly DecodedPacket[];
}

export function readCapture(name: CaptureName): ReadCapture {
  const reader = new PcapReader();
  const records = reader.push(readFileSync(captureFile(name)));
  const linkType = reader.header?.linkType ?? -1;
  return { linkType, records, packets: records.map(({ data }) => decodePacket(linkType, data)) };
}

/** '45 00 …' as bytes. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16));
}
