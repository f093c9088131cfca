import { serverPod, sourcePod } from './ends.ts';
import type { Ends } from './followed-ends.ts';

/** What the chart says at the place where an end of the link became another: 'now pod backend-x'. Pure. */
export function switchMark(
  before: Pick<Ends, 'source' | 'destination'>,
  after: Pick<Ends, 'source' | 'destination'>,
): string {
  const marks: string[] = [];
  const sources = [sourcePod(before.source), sourcePod(after.source)];
  if (sources[0]?.uid !== sources[1]?.uid)
    marks.push(sources[1] === undefined ? 'source pod gone' : `now from pod ${sources[1].name}`);
  const destinations = [serverPod(before.destination), serverPod(after.destination)];
  if (destinations[0]?.uid !== destinations[1]?.uid) {
    marks.push(destinations[1] === undefined ? 'destination pod gone' : `now pod ${destinations[1].name}`);
  } else if (before.destination.addresses.join() !== after.destination.addresses.join()) {
    marks.push(`now ${after.destination.addresses[0] ?? 'no address'}`);
  }
  return marks.length === 0 ? 'the link changed' : marks.join(', ');
}
