/** Numbers in [0, 1) that repeat for the same seed: the simulation behaves the same from run to run. */
export interface Random {
  next(): number;
  /** A number near 1, at most `spread` away. */
  around(spread: number): number;
  integer(from: number, to: number): number;
  /** A source of its own, so that one program's draws do not shift another's. */
  fork(): Random;
}

/** A source of repeatable numbers (mulberry32), seeded by a text. */
export function createRandom(seed: string): Random {
  return fromState(hash(seed));
}

/** 32 bits of a text (FNV-1a). */
export function hash(text: string): number {
  let bits = 0x811c9dc5;
  for (const character of text) {
    bits = Math.imul(bits ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return bits >>> 0;
}

function fromState(start: number): Random {
  let state = start;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    around: (spread) => 1 + (next() * 2 - 1) * spread,
    integer: (from, to) => from + Math.floor(next() * (to - from + 1)),
    fork: () => fromState(Math.floor(next() * 4294967296)),
  };
}
