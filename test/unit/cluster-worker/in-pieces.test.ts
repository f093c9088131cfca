import { expect, it } from 'vitest';
import { inPieces } from '../../../src/cluster-worker/in-pieces.ts';
import type { Pieces } from '../../../src/policy/pieces.ts';

/** Longer than a turn: every piece ends one. */
const longPiece = 10;

function* pieces(done: string[], count: number): Pieces<string> {
  for (let piece = 1; piece <= count; piece += 1) {
    const until = performance.now() + longPiece;
    while (performance.now() < until);
    done.push(`piece ${piece}`);
    yield;
  }
  return 'whole';
}

it('lets what came up meanwhile go first between two turns', async () => {
  const done: string[] = [];
  const working = inPieces(pieces(done, 3));
  setImmediate(() => done.push('a message'));
  expect(await working).toBe('whole');
  expect(done.indexOf('a message')).toBeLessThan(done.indexOf('piece 3'));
});

it('rejects with what the work throws', async () => {
  function* failing(): Pieces<string> {
    yield;
    throw new Error('a rule that nobody foresaw');
  }
  await expect(inPieces(failing())).rejects.toThrow('a rule that nobody foresaw');
});
