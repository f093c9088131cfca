import type { DecodedPacket, Icmp, IpPacket, Tcp, Transport } from '../../../src/capture/decode/packet.ts';
import type { LinkEnds, SeenPacket, SideView } from '../../../src/capture/meaning/seen-packet.ts';
import { meaningOfPackets } from '../../../src/capture/meaning/say.ts';

/* Packets as sides of a capture would have seen them. Times are milliseconds; the capture begins at 0 by our clock. */

export const [web, db, service] = ['10.244.1.5', '10.244.2.8', '10.96.0.20'] as const;
export const ends: LinkEnds = { source: new Set([web]), destination: new Set([db, service]) };

const noFlags = { syn: false, ack: false, fin: false, rst: false, psh: false };

export function tcp(flags: Partial<Tcp['flags']>, seq: number, more: Partial<Tcp> = {}): Tcp {
  return {
    kind: 'tcp',
    fromPort: 40_000,
    toPort: 5432,
    seq,
    ack: undefined,
    flags: { ...noFlags, ...flags },
    window: 64_000,
    mss: undefined,
    payload: 0,
    ...more,
  };
}

export function icmpError(words: string, quoted: IpPacket, mtu?: number): Icmp {
  return {
    kind: 'icmp',
    version: 4,
    type: 3,
    code: 4,
    words,
    echo: undefined,
    mtu,
    error: true,
    target: undefined,
    quoted,
  };
}

export function ip(from: string, to: string, transport: Transport, id = 1): IpPacket {
  return {
    kind: 'ip',
    version: 4,
    from,
    to,
    id,
    hops: 64,
    dontFragment: true,
    fragment: undefined,
    length: 60,
    transport,
  };
}

let number = 0;

/** A packet at a side; `clock` is how far that side's clock is ahead of ours. */
export function seen(side: number, time: number, inner: IpPacket, { clock = 0, vxlan = false } = {}): SeenPacket {
  number += 1;
  const packet: DecodedPacket = {
    tunnels: vxlan ? [{ protocol: 'VXLAN', network: 1, from: '10.0.0.1', to: '10.0.0.2' }] : [],
    vlans: [],
    direction: undefined,
    inner,
    headerBytes: 60,
  };
  return { number, side, at: time + clock, arrived: time + 300, length: 74, packet };
}

const places = [
  { where: 'eth0 in pod shop/web', near: 'source', point: 'pod', node: 'worker-1' },
  { where: 'eth0 on node worker-1', near: 'source', point: 'node', node: 'worker-1' },
  { where: 'eth0 on node worker-2', near: 'destination', point: 'node', node: 'worker-2' },
  { where: 'eth0 in pod shop/db', near: 'destination', point: 'pod', node: 'worker-2' },
] as const;

/** The four places of a link across nodes, all looking all the time, but for what is said otherwise. */
export function sides(changes: Readonly<Record<number, Partial<SideView>>> = {}): readonly SideView[] {
  return places.map((place, index) => ({
    ...place,
    state: 'ended',
    note: undefined,
    listeningFrom: 0,
    endedAt: 60_000,
    dropped: 0,
    gaps: [],
    ...changes[index],
  }));
}

/** What it means after a minute. */
export function meaning(packets: readonly SeenPacket[], views: readonly SideView[] = sides()) {
  const evidence = { packets, sides: views, ends, filter: 'host x', now: 60_000, running: false, forgotten: 0 };
  return meaningOfPackets(evidence);
}
