/*
 * The little of ASN.1 DER (X.690) that an X.509 certificate needs: tag, length, contents.
 */

const constructed = 0x20;

/** One element: a tag byte, the length in its shortest form, and the contents one after the other. */
function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const hex = body.length.toString(16);
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

export const sequence = (...contents: readonly Buffer[]): Buffer => element(0x10 | constructed, ...contents);
export const set = (...contents: readonly Buffer[]): Buffer => element(0x11 | constructed, ...contents);
export const octetString = (contents: Buffer): Buffer => element(0x04, contents);
export const utf8String = (text: string): Buffer => element(0x0c, Buffer.from(text, 'utf8'));
export const boolean = (value: boolean): Buffer => element(0x01, Buffer.from([value ? 0xff : 0]));

/** A bit string; `unused` bits at its end do not count. */
export const bitString = (contents: Buffer, unused = 0): Buffer => element(0x03, Buffer.from([unused]), contents);

/** A non-negative integer given big-endian. */
export function integer(bytes: Buffer): Buffer {
  return element(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** `[tag]` around its contents, as in `[3] EXPLICIT`. */
export const explicit = (tag: number, contents: Buffer): Buffer => element(0x80 | constructed | tag, contents);

/** `[tag] IMPLICIT` of a primitive type. */
export const implicit = (tag: number, contents: Buffer): Buffer => element(0x80 | tag, contents);

/** An object identifier in dotted form. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return element(0x06, Buffer.from(bytes));
}

/** A GeneralizedTime in UTC, whole seconds. `milliseconds` since the epoch. */
export function generalizedTime(milliseconds: number): Buffer {
  const digits = new Date(milliseconds)
    .toISOString()
    .replace(/\.\d{3}Z$/, '')
    .replace(/\D/g, '');
  return element(0x18, Buffer.from(`${digits}Z`, 'ascii'));
}
