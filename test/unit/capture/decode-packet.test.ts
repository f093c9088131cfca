import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePacket } from '../../../src/capture/decode/decode-packet.ts';
import type { IpPacket } from '../../../src/capture/decode/packet.ts';
import { captures, hex, readCapture } from './support.ts';

const ethernet = (type: string) => `02 00 00 00 00 01 02 00 00 00 00 02 ${type}`;
/** An IPv4 header from 10.0.0.1 to 10.0.0.2. */
const ipv4 = (protocol: string, length: number, flags = '40 00') =>
  `45 00 00 ${length.toString(16).padStart(2, '0')} 12 34 ${flags} 3f ${protocol} 00 00 0a 00 00 01 0a 00 00 02`;
const syn = '9c ac 1f 90 00 00 00 01 00 00 00 00 60 02 fa f0 00 00 00 00 02 04 05 82';

function inner(linkType: number, text: string, vxlanPorts: readonly number[] = []) {
  return decodePacket(linkType, hex(text), { vxlanPorts });
}

function ip(linkType: number, text: string): IpPacket {
  const { inner: packet } = inner(linkType, text);
  if (packet.kind !== 'ip') throw new Error(`no IP packet: ${JSON.stringify(packet)}`);
  return packet;
}

describe('decoding packets', () => {
  it('reads a SYN with its MSS through a VLAN tag', () => {
    const packet = inner(1, `${ethernet('81 00')} 00 09 08 00 ${ipv4('06', 44)} ${syn}`);
    expect(packet.vlans).toEqual([9]);
    expect(packet.inner).toMatchObject({
      from: '10.0.0.1',
      to: '10.0.0.2',
      transport: { kind: 'tcp', fromPort: 40_108, toPort: 8080, seq: 1, flags: { syn: true, ack: false }, mss: 1410 },
    });
  });

  it.each([
    ['raw IP', 101, ''],
    ['BSD loopback', 0, '02 00 00 00'],
    ['Linux cooked', 113, '00 04 00 01 00 06 02 00 00 00 00 01 00 00 08 00'],
    ['Linux cooked v2', 276, '08 00 00 00 00 00 00 03 00 01 04 06 02 00 00 00 00 01 00 00'],
  ])('reads %s', (_name, linkType, head) => {
    expect(ip(linkType, `${head} ${ipv4('06', 44)} ${syn}`).transport).toMatchObject({ kind: 'tcp', toPort: 8080 });
  });

  it('reads what Geneve carries, behind its options', () => {
    const carried = `${ethernet('08 00')} ${ipv4('06', 44)} ${syn}`;
    const geneve = `01 00 65 58 00 00 07 00 01 02 03 04 ${carried}`;
    const packet = inner(1, `${ethernet('08 00')} ${ipv4('11', 98)} 30 39 17 c1 00 00 00 00 ${geneve}`);
    expect(packet.tunnels).toEqual([{ protocol: 'Geneve', network: 7, from: '10.0.0.1', to: '10.0.0.2' }]);
    expect(packet.inner).toMatchObject({ transport: { kind: 'tcp', toPort: 8080 } });
  });

  it('reads IPIP, and IPv6 within IPv4', () => {
    const packet = inner(1, `${ethernet('08 00')} ${ipv4('04', 64)} ${ipv4('06', 44)} ${syn}`);
    expect(packet.tunnels).toMatchObject([{ protocol: 'IPIP', network: undefined }]);
    expect(packet.inner).toMatchObject({ transport: { kind: 'tcp', toPort: 8080 } });
  });

  it('takes VXLAN on a port of its own only where told so', () => {
    const carried = `08 00 00 00 00 00 01 00 ${ethernet('08 00')} ${ipv4('06', 44)} ${syn}`;
    const text = `${ethernet('08 00')} ${ipv4('11', 94)} 30 39 30 3a 00 00 00 00 ${carried}`;
    expect(inner(1, text).tunnels).toEqual([]);
    expect(inner(1, text, [0x30_3a]).tunnels).toMatchObject([{ protocol: 'VXLAN', network: 1 }]);
  });

  it('tells the MTU of fragmentation needed and which packet it is about', () => {
    const quoted = `${ipv4('06', 220, '40 00')} 9c ac 1f 90 00 00 00 07`;
    const { transport } = ip(1, `${ethernet('08 00')} ${ipv4('01', 56)} 03 04 00 00 00 00 05 78 ${quoted}`);
    expect(transport).toMatchObject({
      words: 'fragmentation needed',
      mtu: 1400,
      error: true,
      quoted: { from: '10.0.0.1', to: '10.0.0.2', transport: { kind: 'tcp', fromPort: 40_108, toPort: 8080, seq: 7 } },
    });
  });

  it('names ports of the first fragment only', () => {
    expect(ip(101, `${ipv4('11', 36, '20 00')} 30 39 00 50 00 10 00 00`)).toMatchObject({
      fragment: { offset: 0, more: true },
      transport: { kind: 'udp', toPort: 80 },
    });
    expect(ip(101, `${ipv4('11', 36, '00 02')} 30 39 00 50 00 10 00 00`)).toMatchObject({
      fragment: { offset: 16, more: false },
      transport: { kind: 'other', words: 'fragment at 16' },
    });
  });

  it('reads SCTP ports, WireGuard by its port, and says what it does not read', () => {
    expect(ip(101, `${ipv4('84', 36)} 1f 90 1f 91 00 00 00 00 00 00 00 00 01 00 00 04`).transport).toMatchObject({
      kind: 'sctp',
      chunk: 'INIT',
    });
    expect(ip(101, `${ipv4('11', 32)} ca 6c ca 6c 00 0c 00 00 01 00 00 00`).transport).toMatchObject({
      known: 'WireGuard',
    });
    expect(inner(147, '00 01').inner).toEqual({ kind: 'other', words: 'link type 147, which is not read' });
  });

  it('shows a DNS name with control bytes in it as plain text', () => {
    const question = '00 01 01 00 00 01 00 00 00 00 00 00 03 61 1b 2e 00 00 01 00 01';
    expect(ip(101, `${ipv4('11', 49)} 30 39 00 35 00 1d 00 00 ${question}`).transport).toMatchObject({
      dns: { name: 'a\\027\\046', type: 'A' },
    });
  });

  it('counts payload out of the headers, and DNS and quotes in', () => {
    const { packets, records } = readCapture('overlay-nanoseconds');
    const payload = packets.flatMap(({ inner: packet, headerBytes }, index) => {
      const left = (records[index]?.data.length ?? 0) - headerBytes;
      return packet.kind === 'ip' && left > 0 ? [packet.transport.kind] : [];
    });
    expect(new Set(payload)).toEqual(new Set(['icmp', 'other', 'tcp', 'udp']));
    const dns = packets.findIndex(
      (packet) =>
        packet.inner.kind === 'ip' && packet.inner.transport.kind === 'udp' && packet.inner.transport.dns !== undefined,
    );
    expect(packets[dns]?.headerBytes).toBe(records[dns]?.data.length);
  });

  it('decodes a packet that was cut as far as it goes, and never throws', () => {
    for (const name of captures) {
      const { linkType, records } = readCapture(name);
      for (const { data } of records)
        for (let length = 0; length <= data.length; length += 1) {
          const packet = decodePacket(linkType, data.subarray(0, length));
          expect(packet.headerBytes).toBeLessThanOrEqual(length);
        }
    }
  });

  it('never throws for damaged or random bytes', () => {
    const real = captures.flatMap((name) => readCapture(name).records.map(({ data }) => data));
    const damaged = fc
      .tuple(fc.constantFrom(...real), fc.array(fc.tuple(fc.nat(255), fc.nat(255)), { maxLength: 12 }))
      .map(([data, changes]) => {
        const bytes = Uint8Array.from(data);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        return bytes;
      });
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 101, 113, 276, 147),
        fc.oneof(damaged, fc.uint8Array({ maxLength: 300 })),
        (linkType, data) => {
          const packet = decodePacket(linkType, data, { vxlanPorts: [9] });
          expect(packet.headerBytes).toBeLessThanOrEqual(data.length);
        },
      ),
      { numRuns: 5000, seed: 5 },
    );
  });
});
