import type { Link } from '../../src/contracts/link.ts';
import { describeEndpoint, describeLink, endpointText } from '../../src/link/describe.ts';

/** What tells two links apart, in few words: only the ends in which they differ, for a legend has little room. */
export function legendNames(first: Link | undefined, second: Link | undefined): readonly [string, string] {
  const both = [first, second] as const;
  if (first !== undefined && second !== undefined) {
    const same = (end: 'source' | 'destination'): boolean => endpointText(first[end]) === endpointText(second[end]);
    if (same('source') && !same('destination'))
      return [`to ${describeEndpoint(first.destination)}`, `to ${describeEndpoint(second.destination)}`];
    if (same('destination') && !same('source'))
      return [`from ${describeEndpoint(first.source)}`, `from ${describeEndpoint(second.source)}`];
  }
  const [one, other] = both.map((link) => (link === undefined ? 'no link' : describeLink(link)));
  return [one ?? '', other ?? ''];
}
