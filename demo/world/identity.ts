import { createHash } from 'node:crypto';

/** A UUID made of `text`: the same text has the same uid in every demo, so incidents can be told apart by cluster. */
export function stableUid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}

/** The letters that Kubernetes uses for generated names: no vowels, no characters that look alike. */
const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** `length` characters of a generated name, made of `text`. */
export function stableSuffix(text: string, length: number): string {
  const digest = createHash('sha256').update(text).digest();
  let suffix = '';
  for (const byte of digest.subarray(0, length)) suffix += nameAlphabet[byte % nameAlphabet.length];
  return suffix;
}

/** A time as the Kubernetes API writes it: RFC 3339 in UTC, whole seconds. */
export function kubernetesTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
