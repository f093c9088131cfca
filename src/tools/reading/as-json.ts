import type { Json } from '../../contracts/json.ts';

/** A value as JSON would carry it: what is undefined is left out, numbers that JSON has not are null. */
export function asJson(value: unknown): Json {
  const text = JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? String(one) : one));
  return text === undefined ? null : (JSON.parse(text) as Json);
}
