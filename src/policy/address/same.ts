import { parseAddress } from './parse.ts';

/** An address as one text, however it is written: IPv6 has many ways. Undefined: the text is no address. */
export function addressKey(text: string): string | undefined {
  const parsed = parseAddress(text);
  return parsed && `${parsed.family} ${parsed.value}`;
}

export function isSameAddress(one: string, other: string): boolean {
  const key = addressKey(one);
  return key !== undefined && key === addressKey(other);
}
