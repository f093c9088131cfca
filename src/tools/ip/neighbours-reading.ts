import { countWords } from '../../text/words.ts';
import { listReader } from '../reading/of-list.ts';
import { isUnanswered, type Neighbour, parseNeighbours } from './neighbours.ts';

/** Reads a saved neighbour table. */
export const ipNeighReader = listReader({
  tool: 'ip-neigh',
  about: 'ip neigh show, text and JSON',
  parse: parseNeighbours,
  summary: (neighbours) => ({ unanswered: neighbours.filter(isUnanswered).map(({ address }) => address) }),
  sentence,
});

function sentence(neighbours: readonly Neighbour[]): string {
  if (neighbours.length === 0) return 'There is no neighbour entry.';
  const silent = neighbours.filter(isUnanswered);
  const known = countWords(neighbours.length, 'neighbour');
  if (silent.length === 0) return `${known}; none is known to be silent.`;
  const names = silent.map(({ address, device }) => `${address}${device === undefined ? '' : ` on ${device}`}`);
  return `${known}; ${names.join(', ')} ${silent.length === 1 ? 'does' : 'do'} not answer.`;
}
