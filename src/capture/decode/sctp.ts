import type { Bytes } from './bytes.ts';
import type { OtherTransport, Sctp } from './packet.ts';

const chunks: readonly string[] = [
  'DATA',
  'INIT',
  'INIT ACK',
  'SACK',
  'HEARTBEAT',
  'HEARTBEAT ACK',
  'ABORT',
  'SHUTDOWN',
];

/** An SCTP packet as far as the type of its first chunk. */
export function readSctp(bytes: Bytes): { readonly transport: Sctp | OtherTransport; readonly header: number } {
  const fromPort = bytes.u16(0);
  const toPort = bytes.u16(2);
  if (fromPort === undefined || toPort === undefined)
    return { transport: { kind: 'other', protocol: 132, words: 'SCTP, cut' }, header: bytes.length };
  const chunk = bytes.u8(12);
  return {
    header: chunk === 0 ? 28 : bytes.length,
    transport: {
      kind: 'sctp',
      fromPort,
      toPort,
      chunk: chunk === undefined ? undefined : (chunks[chunk] ?? `chunk ${chunk}`),
    },
  };
}
