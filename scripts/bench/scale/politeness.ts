import type { ServerReport } from '../bench-cluster.ts';
import type { Figure } from '../figure.ts';

/**
 * One sign of life every ten seconds, ten ConfigMaps a minute, a look at the API groups every fifteen seconds, and a
 * watch of each kind anew every five minutes.
 */
const requestsPerMinute = 24;
/** As kubectl pages. */
const pageSize = 500;

/** What the server was asked, beside what plumbline says of itself; `before` and `after` a time of rest. */
export function politeness(before: ServerReport, after: ServerReport, minutes: number): readonly Figure[] {
  const kinds = Object.keys(after.watches);
  const figures: Figure[] = [
    {
      name: 'requests until at rest',
      value: before.total,
      unit: 'requests',
      remark: words({ ...before.lists, ...prefixed('watch', before.watches), ...before.others }),
    },
    {
      name: 'requests a minute at rest',
      value: (after.total - before.total) / minutes,
      unit: 'requests',
      bar: requestsPerMinute,
      remark: words(difference(before, after)),
    },
    {
      name: 'open watches of one kind, at most',
      value: after.mostWatchesOfAKind,
      unit: 'watches',
      bar: 1,
      remark: `of ${kinds.length} kinds`,
    },
  ];
  if (after.longestPage > 0)
    figures.push({ name: 'objects in one page, at most', value: after.longestPage, unit: 'objects', bar: pageSize });
  return figures;
}

function difference(before: ServerReport, after: ServerReport): Readonly<Record<string, number>> {
  const flat = (report: ServerReport): Readonly<Record<string, number>> => ({
    ...prefixed('list', report.lists),
    ...prefixed('watch', report.watches),
    ...report.others,
  });
  const earlier = flat(before);
  const pairs = Object.entries(flat(after)).map(([what, count]) => [what, count - (earlier[what] ?? 0)] as const);
  return Object.fromEntries(pairs.filter(([, count]) => count > 0));
}

function prefixed(prefix: string, counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(counts).map(([kind, count]) => [`${prefix} ${kind}`, count]));
}

function words(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}
