import { parseAddress } from '../address/parse.ts';
import { addressText } from '../address/text.ts';

interface Range {
  readonly family: 4 | 6;
  readonly from: bigint;
  readonly to: bigint;
}

const mark = '[External]';

/** The name of a range of addresses outside the cluster in a list: '10.0.0.0-10.255.255.255[External]'. */
export function rangeName(family: 4 | 6, from: bigint, to: bigint): string {
  return `${addressText(family, from)}-${addressText(family, to)}${mark}`;
}

/** Joins ranges that touch among names; names of anything else stay as they are. */
export function joinRanges(names: readonly string[]): readonly string[] {
  const ranges: Range[] = [];
  const others: string[] = [];
  for (const name of names) {
    const range = readRange(name);
    if (range === undefined) others.push(name);
    else ranges.push(range);
  }
  const joined: Range[] = [];
  for (const range of ranges.sort((one, other) => one.family - other.family || (one.from < other.from ? -1 : 1))) {
    const last = joined.at(-1);
    if (last !== undefined && last.family === range.family && last.to + 1n === range.from)
      joined[joined.length - 1] = { ...last, to: range.to };
    else joined.push(range);
  }
  return [...others, ...joined.map(({ family, from, to }) => rangeName(family, from, to))];
}

function readRange(name: string): Range | undefined {
  if (!name.endsWith(mark)) return undefined;
  const [from, to] = name.slice(0, -mark.length).split('-').map(parseAddress);
  if (from === undefined || to === undefined) return undefined;
  return { family: from.family, from: from.value, to: to.value };
}
