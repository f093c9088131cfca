/**
 * Where the last, still incomplete escape sequence of the input begins; the input's length when there is none. Over a
 * slow link `ESC [ A` arrives in pieces, and a lone ESC must not be taken for the Esc key while its rest is on the way.
 */
export function incompleteFrom(input: string): number {
  const start = input.lastIndexOf('\u001b');
  if (start === -1) return input.length;
  const tail = input.slice(start);
  // ESC alone; ESC [ with parameters and no final byte; ESC O and nothing yet.
  const incomplete = /^\u001b(?:\[[0-?]*[ -/]*|O[0-9;]*)?$/.test(tail);
  if (!incomplete) return input.length;
  // ESC ESC [ … is Alt with a sequence: both belong together.
  return start > 0 && input[start - 1] === '\u001b' ? start - 1 : start;
}

/** Milliseconds that the rest of an escape sequence may take. Longer than jitter, shorter than a person notices. */
export const escapePatience = 100;

/**
 * Milliseconds for which keys after a separate Esc are kept: Ink itself waits 20 ms for the rest of a sequence, and would
 * take Esc and the next key for Alt with that key.
 */
export const escapeGap = 40;
