import { countWords } from '../../text/words.ts';
import { judgedReader } from '../reading/judged.ts';
import { parseNstat } from './parse.ts';
import { tellingCounters } from './telling.ts';

/** Reads saved counters of the network stack. */
export const nstatReader = judgedReader({
  tool: 'nstat',
  about: 'nstat, text and JSON',
  parse: parseNstat,
  summary: ({ items }) => ({ counters: Object.fromEntries(items.map(({ name, value }) => [name, value])) }),
  meaning: ({ items }) => {
    const watched = items.filter(({ name }) => tellingCounters[name] !== undefined);
    const counted = watched.filter(({ value }) => value > 0);
    if (counted.length > 0) {
      const words = counted.map(({ name, value }) => `${value} ${tellingCounters[name]} (${name})`);
      return { state: 'warning', sentence: `${words.join(', ')}; read it twice to see whether it grows` };
    }
    if (watched.length > 0)
      return { state: 'ok', sentence: `${countWords(watched.length, 'counter')} of losses, all zero` };
    return { state: 'unknown', sentence: `${countWords(items.length, 'counter')}, none of those that tell of losses` };
  },
});
