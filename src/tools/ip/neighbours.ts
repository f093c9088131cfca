import { addressFamily } from '../../link/address.ts';
import { textOf, textsOf } from '../../inventory/prune/fields.ts';
import { type Parsed, parseEach, parseJsonList } from '../reading/parsed.ts';
import { after, wordsOf } from './words.ts';

/** One line of `ip neigh show`. */
export interface Neighbour {
  readonly address: string;
  /** Undefined where the listing was limited to one device. */
  readonly device: string | undefined;
  /** Undefined while it is not known. */
  readonly mac: string | undefined;
  /** 'REACHABLE', 'STALE', 'PERMANENT', 'FAILED', 'INCOMPLETE'…; 'NONE' where none is told. */
  readonly state: string;
}

const states: ReadonlySet<string> = new Set([
  'PERMANENT',
  'NOARP',
  'REACHABLE',
  'STALE',
  'NONE',
  'INCOMPLETE',
  'DELAY',
  'PROBE',
  'FAILED',
]);

/** Reads `ip neigh` in text or JSON. */
export function parseNeighbours(lines: readonly string[]): Parsed<Neighbour> {
  const json = parseJsonList(lines, (fields): Neighbour | undefined => {
    const address = textOf(fields, 'dst');
    if (addressFamily(address) === undefined) return undefined;
    return {
      address,
      device: textOf(fields, 'dev') || undefined,
      mac: textOf(fields, 'lladdr') || undefined,
      state: textsOf(fields, 'state')[0] ?? 'NONE',
    };
  });
  return (
    json ??
    parseEach(lines, (line) => {
      const words = wordsOf(line);
      const [address = ''] = words;
      if (addressFamily(address) === undefined) return undefined;
      return {
        address,
        device: after(words, 'dev'),
        mac: after(words, 'lladdr'),
        state: words.findLast((word) => states.has(word)) ?? 'NONE',
      };
    })
  );
}

/** Whether the neighbour was asked for and did not answer. */
export function isUnanswered({ state }: Neighbour): boolean {
  return state === 'FAILED' || state === 'INCOMPLETE';
}
