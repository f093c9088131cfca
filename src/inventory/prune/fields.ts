import type { Instant } from '../../contracts/time.ts';

/*
 * Reading of JSON that a server sent. A field that is missing or of another type than the API says reads as absent:
 * one odd object must not stop the inventory.
 */

export type Fields = Readonly<Record<string, unknown>>;

const none: Fields = {};

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The mapping under `key`, empty when there is none. */
export function fieldsOf(from: Fields, key: string): Fields {
  const value = from[key];
  return isFields(value) ? value : none;
}

/** The mappings in the list under `key`. */
export function listOf(from: Fields, key: string): readonly Fields[] {
  const value = from[key];
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The strings in the list under `key`. */
export function textsOf(from: Fields, key: string): readonly string[] {
  const value = from[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

export function textOf(from: Fields, key: string): string {
  const value = from[key];
  return typeof value === 'string' ? value : '';
}

export function numberOf(from: Fields, key: string): number | undefined {
  const value = from[key];
  return typeof value === 'number' ? value : undefined;
}

/** RFC 3339 as the API writes times; undefined for anything else. */
export function instantOf(from: Fields, key: string): Instant | undefined {
  const value = from[key];
  if (typeof value !== 'string') return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}
