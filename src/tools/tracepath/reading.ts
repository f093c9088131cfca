import { judgedReader, type Meaning } from '../reading/judged.ts';
import { parseTracepath, type Tracepath } from './parse.ts';

/** Reads a saved path of tracepath. */
export const tracepathReader = judgedReader({
  tool: 'tracepath',
  about: 'tracepath of iputils',
  parse: parseTracepath,
  summary: ({ items, pathMtu, localMtu }) => ({ reached: items.some(({ reached }) => reached), pathMtu, localMtu }),
  meaning: meaningOf,
});

function meaningOf({ items, localMtu, pathMtu, complete }: Tracepath): Meaning {
  const refused = items.find(({ note }) => note !== undefined && /^![A-Z]/.test(note));
  if (refused !== undefined)
    return {
      state: 'fault',
      sentence: `${refused.host} answers ${refused.note}: the destination is not reachable behind it`,
    };
  const reached = items.find((step) => step.reached);
  const narrow = items.find((step) => step.pathMtu !== undefined);
  const last = items.findLast(({ host }) => host !== undefined);
  const mtu = pathMtu === undefined ? '' : `; the path MTU is ${pathMtu}`;
  const smaller =
    localMtu !== undefined && pathMtu !== undefined && pathMtu < localMtu
      ? `, less than the ${localMtu} of the own device: ${narrow?.host ?? 'a router'} says so at hop ${narrow?.number ?? 'unknown'}`
      : '';
  if (reached !== undefined)
    return {
      state: smaller === '' ? 'ok' : 'warning',
      sentence: `${reached.host} is reached at hop ${reached.number}${mtu}${smaller}`,
    };
  if (!complete)
    return {
      state: 'unknown',
      sentence: `The output is cut before its end; the last that answered is ${last?.host ?? 'nobody'}`,
    };
  return {
    state: 'warning',
    sentence: `The destination did not answer; the last that did is ${last === undefined ? 'nobody' : `${last.host} at hop ${last.number}`}${mtu}${smaller}`,
  };
}
