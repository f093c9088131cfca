import type { Bytes } from './bytes.ts';
import type { OtherTransport, Tcp } from './packet.ts';

/** A TCP segment; `length` is what the IP header leaves for it, undefined where that is not known. */
export function readTcp(
  bytes: Bytes,
  length: number | undefined,
): { readonly transport: Tcp | OtherTransport; readonly header: number } {
  const fromPort = bytes.u16(0);
  const toPort = bytes.u16(2);
  const seq = bytes.u32(4);
  const flags = bytes.u8(13);
  if (fromPort === undefined || toPort === undefined || seq === undefined || flags === undefined)
    return { transport: { kind: 'other', protocol: 6, words: 'TCP, cut' }, header: bytes.length };
  const header = Math.max(20, ((bytes.u8(12) ?? 0) >> 4) * 4);
  const ack = (flags & 0x10) !== 0;
  return {
    header,
    transport: {
      kind: 'tcp',
      fromPort,
      toPort,
      seq,
      ack: ack ? bytes.u32(8) : undefined,
      flags: { syn: (flags & 2) !== 0, ack, fin: (flags & 1) !== 0, rst: (flags & 4) !== 0, psh: (flags & 8) !== 0 },
      window: bytes.u16(14),
      mss: maximumSegment(bytes.from(20, header - 20)),
      payload: length === undefined ? undefined : Math.max(0, length - header),
    },
  };
}

function maximumSegment(options: Bytes): number | undefined {
  let at = 0;
  for (;;) {
    const kind = options.u8(at);
    if (kind === undefined || kind === 0) return undefined;
    if (kind === 1) {
      at += 1;
      continue;
    }
    const size = options.u8(at + 1);
    // An option that is shorter than its own head would be read for ever.
    if (size === undefined || size < 2) return undefined;
    if (kind === 2 && size === 4) return options.u16(at + 2);
    at += size;
  }
}
