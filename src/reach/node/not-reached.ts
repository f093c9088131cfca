import { PlumblineError } from '../../contracts/errors.ts';
import { fullStop } from '../../text/words.ts';
import type { RefusedWay } from './way.ts';

/** No way leads to the node: names each with why not. The error of the first is the one that can be helped soonest. */
export function nodeNotReached(
  node: string,
  refusals: readonly (RefusedWay & { readonly words: string })[],
): PlumblineError {
  const errors = refusals.flatMap(({ error }) => error ?? []);
  const [first] = errors;
  const nextStep = first?.facts.nextStep;
  const ways = refusals.map(({ words, refused }) => `${words}: ${fullStop(refused)}`);
  return new PlumblineError(`Node ${node} cannot be reached. ${ways.join(' ')}`.trim(), {
    kind: first?.kind ?? 'unreachable',
    operation: 'reach a node',
    object: `node ${node}`,
    ...(nextStep === undefined ? {} : { nextStep }),
    ...(first === undefined ? {} : { cause: first }),
  });
}
