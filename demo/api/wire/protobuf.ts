import { asList, asRecord } from '../../world/fields.ts';

/*
 * kubectl sends small typed objects (reviews, `create namespace`, delete options) as protobuf, whatever the server
 * accepts. This reads the few messages that matter; field numbers are those of the API's generated.proto files.
 */

/** A message's fields by number. */
export type Message = Readonly<Record<number, Field>>;

export type Field =
  | { readonly name: string; readonly type: 'string' | 'int' | 'bool' | 'time' | 'map' | 'quantities' }
  /** One message, a list of them, or one whose fields stand in the place of its own. */
  | { readonly name: string; readonly type: 'message' | 'messages' | 'inline'; readonly of: Message }
  | { readonly name: string; readonly type: 'strings' };

interface RawField {
  readonly number: number;
  /** A varint, or the bytes of a length-delimited field. */
  readonly value: bigint | Buffer;
}

function varint(bytes: Buffer, start: number): { value: bigint; next: number } {
  let value = 0n;
  for (let index = start; index < bytes.length && index < start + 10; index++) {
    const byte = bytes[index] ?? 0;
    value |= BigInt(byte & 0x7f) << BigInt(7 * (index - start));
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), next: index + 1 };
  }
  throw new Error('proto: unexpected end of a varint');
}

/** Splits a message into its fields. Throws for wire types that the API's messages do not use, and for cut ones. */
function* fieldsOf(bytes: Buffer): Generator<RawField> {
  let at = 0;
  while (at < bytes.length) {
    const tag = varint(bytes, at);
    const number = Number(tag.value >> 3n);
    const head = varint(bytes, tag.next);
    if ((tag.value & 7n) === 0n) {
      yield { number, value: head.value };
      at = head.next;
    } else if ((tag.value & 7n) === 2n) {
      at = head.next + Number(head.value);
      if (at > bytes.length) throw new Error('proto: unexpected end of a field');
      yield { number, value: bytes.subarray(head.next, at) };
    } else {
      throw new Error(`proto: wire type ${tag.value & 7n} is not expected here`);
    }
  }
}

const text = (value: bigint | Buffer): string => (typeof value === 'bigint' ? String(value) : value.toString('utf8'));

/** meta/v1 Time: seconds (1) and nanoseconds (2). */
function time(value: bigint | Buffer): string | null {
  if (typeof value === 'bigint') return null;
  const seconds = [...fieldsOf(value)].find(({ number }) => number === 1)?.value;
  return typeof seconds === 'bigint' ? new Date(Number(BigInt.asIntN(64, seconds)) * 1000).toISOString() : null;
}

function entry(value: bigint | Buffer): [string, string] {
  const parts = typeof value === 'bigint' ? [] : [...fieldsOf(value)];
  const part = (wanted: number): string =>
    text(parts.find(({ number }) => number === wanted)?.value ?? Buffer.alloc(0));
  return [part(1), part(2)];
}

/** An entry of a map to api/resource Quantity, a message whose first field is the text. */
function quantity(value: bigint | Buffer): [string, string] {
  const parts = typeof value === 'bigint' ? [] : [...fieldsOf(value)];
  const of = parts.find(({ number }) => number === 2)?.value;
  const inner = of === undefined || typeof of === 'bigint' ? [] : [...fieldsOf(of)];
  const [key] = typeof value === 'bigint' ? [''] : entry(value);
  return [key, text(inner.find(({ number }) => number === 1)?.value ?? Buffer.alloc(0))];
}

/** Reads a message into a JSON object; fields that `message` does not list are skipped, as protobuf means it. */
export function decodeMessage(bytes: Buffer, message: Message): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const { number, value } of fieldsOf(bytes)) {
    const field = message[number];
    if (field === undefined) continue;
    const { name } = field;
    if ('of' in field) {
      const inner = decodeMessage(typeof value === 'bigint' ? Buffer.alloc(0) : value, field.of);
      if (field.type === 'inline') Object.assign(result, inner);
      else result[name] = field.type === 'messages' ? [...asList(result[name]), inner] : inner;
    } else if (field.type === 'quantities')
      result[name] = { ...asRecord(result[name]), ...Object.fromEntries([quantity(value)]) };
    else if (field.type === 'strings') result[name] = [...asList(result[name]), text(value)];
    else if (field.type === 'map') result[name] = { ...asRecord(result[name]), ...Object.fromEntries([entry(value)]) };
    else if (field.type === 'time') result[name] = time(value);
    else if (field.type === 'bool') result[name] = value === 1n;
    else if (field.type === 'int') result[name] = typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0;
    // Go writes texts that are not set as empty ones.
    else if (value.toString() !== '') result[name] = text(value);
  }
  return result;
}
