const slot = '\u0000';

/** A place in a template: JSON text that differs from object to object. */
export const word = (name: string): string => `${slot}${name}${slot}`;

/**
 * An object with `word`s in it as a function that fills them in and gives one line of JSON. Putting words into a text
 * lets a server write hundreds of thousands of objects without holding or serialising them. Words must need no escaping.
 */
export function textTemplate(object: unknown): (words: Readonly<Record<string, string>>) => string {
  const pieces = JSON.stringify(object).split(JSON.stringify(slot).slice(1, -1));
  return (words) => pieces.map((piece, place) => (place % 2 === 0 ? piece : (words[piece] ?? ''))).join('');
}
