import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { DecodedPacket } from '../../../src/capture/decode/packet.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { captureFile, captures, readCapture } from './support.ts';

const fields = [
  'ip.src',
  'ip.dst',
  'ip.id',
  'ipv6.src',
  'ipv6.dst',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.seq_raw',
  'tcp.len',
  'tcp.options.mss_val',
  'icmp.type',
  'icmp.code',
  'icmpv6.type',
  'dns.qry.name',
  'dns.flags.rcode',
  'vxlan.vni',
  'arp.dst.proto_ipv4',
] as const;

/** What tshark says of the packet that is innermost: addresses come once per tunnel before it, and after it once per quote. */
function wiresharkSays(file: string): readonly Record<string, readonly string[]>[] {
  // Fragments are shown one by one here, as they are there with these settings.
  const plain = ['ip.defragment', 'ipv6.defragment', 'tcp.desegment_tcp_streams'].flatMap((name) => [
    '-o',
    `${name}:FALSE`,
  ]);
  const argv = [
    '-n',
    '-r',
    file,
    '-d',
    'udp.port==8472,vxlan',
    ...plain,
    '-T',
    'fields',
    '-E',
    'separator=|',
    ...fields.flatMap((name) => ['-e', name]),
  ];
  const lines = execFileSync('tshark', argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trimEnd();
  return lines
    .split('\n')
    .map((line) =>
      Object.fromEntries(
        line.split('|').map((cell, index) => [fields[index] ?? '', cell === '' ? [] : cell.split(',')] as const),
      ),
    );
}

function plumblineSays({ inner, tunnels }: DecodedPacket): Record<string, string | undefined> {
  const text = (value: number | undefined) => value?.toString();
  if (inner.kind === 'arp') return { 'arp.dst.proto_ipv4': inner.to };
  if (inner.kind === 'other') return {};
  const { transport, version } = inner;
  const ends =
    version === 4
      ? { 'ip.src': inner.from, 'ip.dst': inner.to, 'ip.id': `0x${inner.id?.toString(16).padStart(4, '0')}` }
      : { 'ipv6.src': inner.from, 'ipv6.dst': inner.to };
  const network = { 'vxlan.vni': text(tunnels[0]?.network) };
  if (transport.kind === 'tcp')
    return {
      ...ends,
      ...network,
      'tcp.srcport': text(transport.fromPort),
      'tcp.dstport': text(transport.toPort),
      'tcp.seq_raw': text(transport.seq),
      'tcp.len': text(transport.payload),
      'tcp.options.mss_val': text(transport.mss),
    };
  if (transport.kind === 'icmp')
    return version === 4
      ? { ...ends, ...network, 'icmp.type': text(transport.type), 'icmp.code': text(transport.code) }
      : { ...ends, ...network, 'icmpv6.type': text(transport.type) };
  if (transport.kind === 'udp' && transport.dns !== undefined)
    return {
      ...ends,
      'dns.qry.name': transport.dns.name,
      'dns.flags.rcode': transport.dns.response ? text(transport.dns.rcode) : undefined,
    };
  return { ...ends, ...network };
}

describeWithPrograms('decoding beside tshark', ['tshark'], () => {
  it.each(captures)('says the same of every packet of %s', (name) => {
    const theirs = wiresharkSays(captureFile(name));
    const ours = readCapture(name).packets;
    expect(ours).toHaveLength(theirs.length);
    ours.forEach((packet, index) => {
      const outer = packet.tunnels.length;
      const innerVersion = packet.inner.kind === 'ip' ? packet.inner.version : 4;
      const said = plumblineSays(packet);
      const expected = Object.fromEntries(
        Object.keys(said).map((field) => {
          const level = field.startsWith('ip.') && innerVersion === 4 ? outer : 0;
          return [field, theirs[index]?.[field]?.[level]];
        }),
      );
      expect(said, `packet ${index + 1}`).toEqual(expected);
    });
  });
});
