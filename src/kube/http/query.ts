import type { Query } from '../connection.ts';

/** `?a=1&b=2`, or nothing for an empty query; arrays repeat their key. */
export function queryText(query: Query | undefined): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    if (typeof value === 'object') for (const one of value) parameters.append(key, one);
    else parameters.append(key, String(value));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
