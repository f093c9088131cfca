/** Options as getopt(3) reads them. */
export interface Options {
  /** Every value given for an option; a flag without value has ''. Long options stand with their name. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
  /** The first option that is not known, as typed. */
  readonly unknown: string | undefined;
  has(name: string): boolean;
  /** The last value given. */
  text(name: string): string | undefined;
  number(name: string, otherwise: number): number;
}

/**
 * Splits arguments. `short` is getopt's own text ('c:q' is -c VALUE and -q); `long` maps a long name to whether it
 * takes a value and optionally the short name that means the same. With `inOrder` options end at the first operand.
 */
export function parseOptions(
  words: readonly string[],
  short: string,
  long: Readonly<Record<string, { readonly value: boolean; readonly as?: string }>> = {},
  inOrder = false,
): Options {
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  let unknown: string | undefined;
  const queue = [...words];
  const add = (name: string, value: string) => given.set(name, [...(given.get(name) ?? []), value]);
  while (queue.length > 0) {
    const word = queue.shift() ?? '';
    if (word === '--') {
      operands.push(...queue.splice(0));
    } else if (word.startsWith('--')) {
      const [name, value] = split(word.slice(2));
      const known = Object.hasOwn(long, name) ? long[name] : undefined;
      if (known === undefined) {
        unknown ??= word;
      } else {
        add(known.as ?? name, known.value ? (value ?? queue.shift() ?? '') : '');
      }
    } else if (word.startsWith('-') && word.length > 1) {
      for (let at = 1; at < word.length; at += 1) {
        const letter = word.charAt(at);
        const place = short.indexOf(letter);
        if (place < 0 || letter === ':') {
          unknown ??= `-${letter}`;
        } else if (short.charAt(place + 1) === ':') {
          add(letter, word.slice(at + 1) || (queue.shift() ?? ''));
          break;
        } else {
          add(letter, '');
        }
      }
    } else {
      operands.push(word);
      if (inOrder) {
        operands.push(...queue.splice(0));
      }
    }
  }
  return {
    given,
    operands,
    unknown,
    has: (name) => given.has(name),
    text: (name) => given.get(name)?.at(-1),
    number(name, otherwise) {
      const value = Number.parseFloat(given.get(name)?.at(-1) ?? '');
      return Number.isFinite(value) ? value : otherwise;
    },
  };
}

function split(text: string): [string, string | undefined] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}
