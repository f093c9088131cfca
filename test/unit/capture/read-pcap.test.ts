import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PcapReader } from '../../../src/capture/pcap/read-pcap.ts';
import { recordTime } from '../../../src/capture/pcap/records.ts';
import { pcapFileHeader, pcapRecordBytes } from '../../../src/capture/pcap/write-pcap.ts';
import { captureFile, captures, readCapture } from './support.ts';

function bigEndian(nanos: boolean): Uint8Array {
  const bytes = Buffer.alloc(24 + 16 + 4);
  bytes.writeUInt32BE(nanos ? 0xa1_b2_3c_4d : 0xa1_b2_c3_d4, 0);
  bytes.writeUInt16BE(2, 4);
  bytes.writeUInt16BE(4, 6);
  bytes.writeUInt32BE(256, 16);
  bytes.writeUInt32BE(101, 20);
  bytes.writeUInt32BE(1_700_000_000, 24);
  bytes.writeUInt32BE(123_456, 28);
  bytes.writeUInt32BE(4, 32);
  bytes.writeUInt32BE(1500, 36);
  bytes.set([1, 2, 3, 4], 40);
  return bytes;
}

describe('reading pcap', () => {
  it('finds the link type and every packet of real captures', () => {
    expect(captures.map((name) => [readCapture(name).linkType, readCapture(name).records.length])).toEqual([
      [1, 42],
      [276, 84],
      [113, 12],
      [1, 42],
    ]);
  });

  it('reads the same whatever pieces it arrives in', () => {
    const file = readFileSync(captureFile('any-cooked-1'));
    const whole = new PcapReader().push(file);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const reader = new PcapReader();
        const found = [];
        for (let at = 0, turn = 0; at < file.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          found.push(...reader.push(file.subarray(at, at + size)));
          at += size;
        }
        expect(found).toEqual(whole);
      }),
      { numRuns: 50, seed: 5 },
    );
  });

  it.each([
    [false, 123.456],
    [true, 0.123456],
  ])('reads big-endian files, nanoseconds %s', (nanos, fraction) => {
    const reader = new PcapReader();
    const [record] = reader.push(bigEndian(nanos));
    expect(reader.header).toEqual({ linkType: 101, snapLength: 256 });
    expect(record).toMatchObject({ length: 1500, data: new Uint8Array([1, 2, 3, 4]) });
    expect(record === undefined ? 0 : recordTime(record) - 1_700_000_000_000).toBeCloseTo(fraction, 3);
  });

  it('passes over what a login shell said before', () => {
    const reader = new PcapReader();
    const banner = Buffer.from('Welcome to worker-1!\nLast login: never\n');
    expect(reader.push(Buffer.concat([banner, readFileSync(captureFile('vxlan'))]))).toHaveLength(42);
  });

  it('says so when no capture comes at all', () => {
    const reader = new PcapReader();
    reader.push(new Uint8Array(70_000).fill(65));
    expect(reader.problem?.kind).toBe('not-pcap');
  });

  it('knows pcapng and says that it does not read it', () => {
    const reader = new PcapReader();
    reader.push(new Uint8Array([0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 0]));
    expect(reader.problem?.kind).toBe('pcapng');
  });

  it('gives what came before the damage, and then stops', () => {
    const file = readFileSync(captureFile('any-cooked-1'));
    const reader = new PcapReader();
    expect(reader.push(Buffer.concat([file, new Uint8Array(32).fill(0xff)]))).toHaveLength(12);
    expect(reader.problem?.kind).toBe('broken');
    expect(reader.push(file)).toEqual([]);
  });

  it('keeps what has been cut off at the end as pending', () => {
    const file = readFileSync(captureFile('any-cooked-1'));
    const reader = new PcapReader();
    expect(reader.push(file.subarray(0, file.length - 1))).toHaveLength(11);
    expect(reader.pending).toBeGreaterThan(0);
  });

  it('never throws, whatever bytes come', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, headed) => {
        const reader = new PcapReader();
        if (headed) reader.push(pcapFileHeader({ linkType: 1, snapLength: 256 }));
        reader.push(bytes);
      }),
      { numRuns: 500, seed: 5 },
    );
  });

  it('is the same after writing it', () => {
    const { records, linkType } = readCapture('overlay-nanoseconds');
    const written = Buffer.concat([
      pcapFileHeader({ linkType, snapLength: 262_144 }),
      ...records.map((record) => pcapRecordBytes(record)),
    ]);
    expect(written.equals(readFileSync(captureFile('overlay-nanoseconds')))).toBe(true);
  });
});
