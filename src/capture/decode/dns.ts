import type { Bytes } from './bytes.ts';
import type { Dns } from './packet.ts';

const types: ReadonlyMap<number, string> = new Map([
  [1, 'A'],
  [2, 'NS'],
  [5, 'CNAME'],
  [6, 'SOA'],
  [12, 'PTR'],
  [15, 'MX'],
  [16, 'TXT'],
  [28, 'AAAA'],
  [33, 'SRV'],
  [65, 'HTTPS'],
  [255, 'ANY'],
]);

/** A DNS message (RFC 1035) as far as its first question; undefined where there is not even its header. */
export function readDns(bytes: Bytes): Dns | undefined {
  const id = bytes.u16(0);
  const flags = bytes.u16(2);
  const questions = bytes.u16(4);
  const answers = bytes.u16(6);
  if (id === undefined || flags === undefined || questions === undefined || answers === undefined) return undefined;
  const question = questions === 0 ? undefined : readName(bytes, 12);
  const type = question === undefined ? undefined : bytes.u16(question.next);
  return {
    id,
    response: (flags & 0x80_00) !== 0,
    rcode: flags & 0x0f,
    truncated: (flags & 0x02_00) !== 0,
    answers,
    name: question?.name,
    type: type === undefined ? undefined : (types.get(type) ?? `TYPE${type}`),
  };
}

/** The labels of a question's name: never compressed there, and at most 255 bytes. */
function readName(bytes: Bytes, offset: number): { readonly name: string; readonly next: number } | undefined {
  const labels: string[] = [];
  let at = offset;
  while (at - offset < 256) {
    const size = bytes.u8(at);
    if (size === undefined || size > 63) return undefined;
    if (size === 0) return { name: labels.join('.'), next: at + 1 };
    if (bytes.u8(at + size) === undefined) return undefined;
    labels.push(labelText(bytes, at + 1, size));
    at += size + 1;
  }
  return undefined;
}

/** What is not printable, and a dot within a label, as RFC 4343 writes it: `\007`. */
function labelText(bytes: Bytes, offset: number, size: number): string {
  let text = '';
  for (let index = 0; index < size; index += 1) {
    const byte = bytes.u8(offset + index) ?? 0;
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x2e && byte !== 0x5c;
    text += plain ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
  }
  return text;
}
