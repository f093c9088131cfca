import type { Instant } from '../../contracts/time.ts';
import type { DecodedPacket, IpPacket } from '../decode/packet.ts';

/** A packet as one side of a capture saw it. */
export interface SeenPacket {
  readonly number: number;
  /** Index of the side. */
  readonly side: number;
  /** By the capturing machine's clock, milliseconds with fractions. */
  readonly at: number;
  /** When it had come here, by our clock. */
  readonly arrived: Instant;
  readonly length: number;
  readonly packet: DecodedPacket;
}

/** One side as far as it has to be known to say what it would have seen. Sides stand in the order of the way there. */
export interface SideView {
  readonly where: string;
  /** Which end of the link it is near: on its node, or in its pod. */
  readonly near: 'source' | 'destination' | 'neither';
  /** A pod's own device, within it or at its node; or a device that others use too. */
  readonly point: 'pod' | 'node';
  readonly node: string | undefined;
  readonly state: 'starting' | 'running' | 'ended' | 'failed';
  readonly note: string | undefined;
  /** From when on its packets could be had, by our clock; undefined when they never could. */
  readonly listeningFrom: Instant | undefined;
  readonly endedAt: Instant | undefined;
  /** Packets it could not keep up with; undefined until tcpdump tells. */
  readonly dropped: number | undefined;
  readonly gaps: readonly { readonly from: Instant; readonly to: Instant }[];
}

/** The two ends of a link by their addresses: with a service, its own and those of its backends. */
export interface LinkEnds {
  readonly source: ReadonlySet<string>;
  readonly destination: ReadonlySet<string>;
}

/** The IP packet that was seen, inside of whatever tunnel; undefined for anything else. */
export function ipOf({ packet: { inner } }: SeenPacket): IpPacket | undefined {
  return inner.kind === 'ip' ? inner : undefined;
}

/** '10.244.1.5:40112', '[fd00::1]:80', or the address alone for what has no ports. */
export function endsText({ from, to, transport }: IpPacket): { readonly from: string; readonly to: string } {
  if (transport.kind === 'icmp' || transport.kind === 'other') return { from, to };
  const text = (address: string, port: number) =>
    address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return { from: text(from, transport.fromPort), to: text(to, transport.toPort) };
}
