import { judgedReader, type Meaning } from '../reading/judged.ts';
import { type MtrHop, type MtrReport, parseMtr } from './parse.ts';

/** Reads a saved report of mtr. */
export const mtrReader = judgedReader({
  tool: 'mtr',
  about: 'mtr -r and -j',
  parse: parseMtr,
  summary: ({ items, destination }) => ({ destination, lossPercent: items.at(-1)?.lossPercent, hops: items.length }),
  meaning: meaningOf,
});

function meaningOf({ items, destination }: MtrReport): Meaning {
  const last = items.at(-1);
  if (last === undefined) return { state: 'unknown', sentence: 'No hop' };
  const end = `${last.host ?? 'The end of the path'}${destination === undefined ? ', the last hop shown,' : ''}`;
  const cut = destination !== undefined && last.host !== undefined && last.host !== destination;
  // Loss is the path's only where it goes on to the end: routers answer seldom on purpose, and lose nothing that way.
  const hidden = items.slice(0, -1).filter(({ lossPercent }) => lossPercent > last.lossPercent);
  const note = hidden.length === 0 ? '' : `; ${hopWords(hidden)} answers seldom, which is no loss of the path`;
  if (!(last.lossPercent >= 0)) return { state: 'unknown', sentence: `How much ${end} lost is not told` };
  if (cut) return { state: 'unknown', sentence: `The report ends at ${end}, before ${destination}` };
  if (last.lossPercent === 100) {
    const answered = items.findLast(({ lossPercent }) => lossPercent < 100);
    return {
      state: 'fault',
      sentence: `Nothing comes back from ${destination ?? 'the end of the path'}; the last that answers is ${answered === undefined ? 'nobody' : `${answered.host} (hop ${answered.number})`}`,
    };
  }
  const time = `${last.average} ms on average`;
  if (last.lossPercent === 0) return { state: 'ok', sentence: `${end} lost none of ${last.sent}, ${time}${note}` };
  return {
    state: 'warning',
    sentence: `${end} lost ${last.lossPercent} % of ${last.sent}, ${time}; loss begins at ${beginning(items)}${note}`,
  };
}

function hopWords(hops: readonly MtrHop[]): string {
  return hops
    .map(({ number, host, lossPercent }) => `hop ${number} (${host ?? 'silent'}, ${lossPercent} %)`)
    .join(', ');
}

/** The first hop from which on every hop loses. */
function beginning(hops: readonly MtrHop[]): string {
  const fine = hops.findLastIndex(({ lossPercent }) => lossPercent === 0);
  const hop = hops[fine + 1];
  return hop === undefined ? 'the end' : `hop ${hop.number} (${hop.host ?? 'silent'})`;
}
