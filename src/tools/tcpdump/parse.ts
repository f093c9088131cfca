import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';
import { type CaptureDevice, type CapturedPacket, packetEnd, type TunnelHeader } from './packet.ts';

/** What a capture counted at its end; undefined where the line is missing. */
export interface Capture extends Parsed<CapturedPacket | CaptureDevice> {
  readonly captured: number | undefined;
  readonly droppedByKernel: number | undefined;
  /** Tunnels' outer packets. */
  readonly tunnels: readonly TunnelHeader[];
}

/** What begins a packet: its time, and with `-i any` the device and the way. */
const stamp =
  /^((?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d+|\d{9,}\.\d+|\s*\d+:\d\d:\d\d\.\d+)\s+(?:(\S+)\s+(In|Out|B|M|P)\s+)?(.*)$/;
const heading =
  /^(?:(?:[0-9a-f]{2}:){5}[0-9a-f]{2} > (?:[0-9a-f]{2}:){5}[0-9a-f]{2}, ethertype [^,]+, length \d+: ?)?(.*)$/i;

/** Reads what tcpdump 4.x prints, with -v, -e, -n, `-i any` and -D; not its hex dumps. */
export function parseTcpdump(lines: readonly string[]): Capture {
  const tunnels: TunnelHeader[] = [];
  let captured: number | undefined;
  let droppedByKernel: number | undefined;
  let tunnel: TunnelHeader | undefined;
  let head: Pick<CapturedPacket, 'time' | 'device' | 'direction'> = nothing;
  // What an ICMP error quotes of the packet that it is about is no packet of its own.
  let quoting = false;

  const packet = (text: string): CapturedPacket | typeof known | undefined => {
    const [, source, destination, rest = ''] = /^(\S+) > (\S+): (.*)$/.exec(text) ?? [];
    if (source === undefined || destination === undefined) return undefined;
    const ends = { from: packetEnd(source), to: packetEnd(destination) };
    const outer = tunnelOf(rest);
    if (outer !== undefined && head.time !== undefined) {
      tunnel = { ...outer, ...ends };
      tunnels.push(tunnel);
      head = nothing;
      // IPIP goes on in the same line.
      const [, inner] = / IP6? (\S+ > .*)$/.exec(rest) ?? [];
      return outer.protocol === 'IPIP' && inner !== undefined ? packet(inner) : known;
    }
    const found = {
      kind: 'packet' as const,
      ...head,
      ...ends,
      text: rest,
      inside: head.time === undefined ? tunnel : undefined,
      checksumDoubted: /cksum [^,]*incorrect|bad (?:udp|tcp) cksum/.test(rest),
    };
    return found;
  };

  const parsed = parseLines<CapturedPacket | CaptureDevice>(
    lines,
    (line) => {
      const [, count, of] =
        /^(\d+) packets? (captured|received by filter|dropped by (?:kernel|interface))$/.exec(line) ?? [];
      if (of === 'captured') captured = Number(count);
      if (of === 'dropped by kernel') droppedByKernel = Number(count);
      if (of !== undefined || isNotice(line)) return known;
      const [, name, flags = ''] = /^\d+\.([^\s[]+)(?: \(.*\))?(?: \[([^\]]*)\])?$/.exec(line) ?? [];
      if (name !== undefined) return { kind: 'device', name, flags: flags.split(', ').filter((flag) => flag !== '') };

      const [, time, device, direction, stamped = ''] = stamp.exec(line) ?? [];
      if (time !== undefined) {
        head = { time: time.trim(), device, direction };
        tunnel = undefined;
        quoting = false;
        return bodyOf(stamped, packet);
      }
      if (line.startsWith('	')) {
        // An ICMP error's quote: its heading here, its addresses in the next line.
        quoting = /^\tIP6? \(/.test(line);
        return known;
      }
      if (quoting && /^\s/.test(line)) {
        quoting = false;
        return known;
      }
      const detail = /^\s+(\S.*)$/.exec(line)?.[1];
      if (detail !== undefined) {
        const found = packet(detail);
        if (found !== known && found !== undefined) head = nothing;
        return found ?? known;
      }
      head = nothing;
      return bodyOf(line, packet);
    },
    /^tcpdump: |^\((?:socket: |No such device exists|That device is not up)/,
  );
  return { ...parsed, captured, droppedByKernel, tunnels };
}

const nothing = { time: undefined, device: undefined, direction: undefined } as const;

/** A packet's line after its time: with -v the addresses come in the next line. */
function bodyOf(
  text: string,
  packet: (text: string) => CapturedPacket | typeof known | undefined,
): CapturedPacket | typeof known | undefined {
  const body = heading.exec(text)?.[1] ?? text;
  if (/^(?:IP6? )?\((?:tos|class|flowlabel|hlim)\b.*\)\s*$/.test(body)) return known;
  const [, inline] = /^(?:IP6? )?(?:\([^)]*(?:\([^)]*\)[^)]*)*\) )?(\S+ > \S+: .*)$/.exec(body) ?? [];
  if (inline !== undefined) return packet(inline);
  if (/^ARP, |^(?:LLDP|STP|CDPv|EAPOL|Unknown SSAP|IS-IS|LLC|802\.1Q|vlan )/.test(body)) return known;
  return undefined;
}

function tunnelOf(text: string): Pick<TunnelHeader, 'protocol' | 'network'> | undefined {
  const [, protocol, network] =
    /^(?:\[[^\]]*\] )*(VXLAN|OTV|Geneve),? .*?(?:vni|instance) (0x[0-9a-f]+|\d+)/i.exec(text) ?? [];
  if (protocol === 'VXLAN' || protocol === 'OTV' || protocol === 'Geneve')
    return { protocol, network: Number(network) };
  return /^IP6? \S+ > /.test(text) ? { protocol: 'IPIP', network: undefined } : undefined;
}

function isNotice(line: string): boolean {
  return /^(?:tcpdump: )?(?:verbose output suppressed|listening on |data link type |reading from file |dropped privs to )|^\^C$|^Got \d+$/.test(
    line,
  );
}
