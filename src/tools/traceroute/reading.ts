import { countWords } from '../../text/words.ts';
import { lastAnswer } from '../hops/hop.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { parseTraceroute, type Traceroute } from './parse.ts';

/** Reads a saved path of traceroute. */
export const tracerouteReader = judgedReader({
  tool: 'traceroute',
  about: 'traceroute of Linux, BusyBox and BSD',
  parse: parseTraceroute,
  summary: (found) => ({
    destination: found.destination,
    reached: isReached(found),
    hops: Math.max(0, ...found.items.map(({ number }) => number)),
  }),
  meaning: meaningOf,
});

/** traceroute(8): what a router or the destination sent back instead of the answer that was hoped for. */
const flagWords: readonly (readonly [RegExp, string])[] = [
  [/^!X$|^!13$/, 'administratively prohibited: a filter rejects'],
  [/^!Z$|^!10$/, 'communication with the host prohibited'],
  [/^!N$/, 'the network is unreachable'],
  [/^!H$/, 'the host is unreachable'],
  [/^!P$/, 'the protocol is unreachable'],
  [/^!F/, 'fragmentation needed'],
  [/^!S$/, 'the source route failed'],
];

function isReached({ items, destination }: Traceroute): boolean | undefined {
  if (destination === undefined) return undefined;
  return items.some(({ hosts, flags }) => hosts.includes(destination) && flags.length === 0);
}

function meaningOf(found: Traceroute): Meaning {
  const { items, destination, maxHops } = found;
  const refused = items.findLast(({ flags }) => flags.some((flag) => flag !== '!'));
  if (refused !== undefined) {
    const flag = refused.flags.find((one) => one !== '!') ?? '!';
    const words = flagWords.find(([pattern]) => pattern.test(flag))?.[1] ?? `it answered ${flag}`;
    return {
      state: 'fault',
      sentence: `${refused.hosts.join(', ')} (hop ${refused.number}) says of ${destination ?? 'the destination'}: ${words}`,
    };
  }
  const last = lastAnswer(items);
  const end = items.at(-1)?.number ?? 0;
  if (isReached(found) === true) {
    const hop = items.find(({ hosts }) => hosts.includes(destination ?? ''));
    const silent = items.filter(({ hosts }) => hosts.length === 0).length;
    const hidden = silent === 0 ? '' : `; ${countWords(silent, 'hop')} on the way did not answer, which harms nothing`;
    return { state: 'ok', sentence: `${destination} is reached at hop ${hop?.number}${hidden}` };
  }
  if (destination === undefined)
    return { state: 'unknown', sentence: `The header is missing; the last that answered is ${last ?? 'nobody'}` };
  if (maxHops !== undefined && end < maxHops)
    return {
      state: 'unknown',
      sentence: `The output ends at hop ${end}, before ${destination} was reached; the last that answered is ${last ?? 'nobody'}`,
    };
  return {
    state: 'warning',
    sentence: `${destination} did not answer within ${end} hops; ${last === undefined ? 'nobody on the way did: packets or answers vanish at once, or probes of this kind are dropped' : `the last that answered is ${last}`}`,
  };
}
