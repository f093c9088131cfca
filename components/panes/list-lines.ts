import type { Freshness } from '../../src/contracts/cluster.ts';
import type { ViewSnapshot } from '../../src/inventory/views.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { age } from '../widgets/format.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

/** What stands in the way of trusting a list, wrapped to `width`; nothing for a live one. */
export function freshnessLines(freshness: Freshness | undefined, now: number, width: number): readonly StyledLine[] {
  if (freshness === undefined || freshness.state === 'waiting') return [line(' waiting for the first answer', 'quiet')];
  switch (freshness.state) {
    case 'live':
      return [];
    case 'catching-up':
      return [line(` catching up: ${freshness.received} so far`, 'warning')];
    case 'denied':
      return wrap(`not allowed: ${freshness.sentence}`, width - 2).map((text) => line(` ${text}`, 'warning'));
    case 'stale': {
      const since = freshness.asOf === undefined ? 'never complete' : `${age(freshness.asOf, now)} old`;
      return wrap(`STALE, ${since}: ${freshness.sentence}`, width - 2).map((text) => line(` ${text}`, 'warning'));
    }
  }
}

/** Why a list shows no rows. */
export function emptyLine(snapshot: ViewSnapshot<unknown>, what: string, filter: string): StyledLine {
  if (snapshot.total > 0 && filter !== '') return line(` none of ${snapshot.total} ${what} match ${filter}`, 'quiet');
  return line(snapshot.freshness.state === 'live' ? ` no ${what}` : '', 'quiet');
}

/** The two cells before a row: the cursor, and whether it is an end of the link. */
export function rowMarks(selected: boolean, end: 'source' | 'destination' | undefined): string {
  const mark = end === undefined ? ' ' : end === 'source' ? 'S' : 'D';
  return `${selected ? '>' : ' '}${mark} `;
}
