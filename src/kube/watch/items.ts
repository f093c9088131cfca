import { PlumblineError } from '../../contracts/errors.ts';

const quote = 0x22;
const backslash = 0x5c;
const braceOpen = 0x7b;
const braceClose = 0x7d;
const bracketOpen = 0x5b;
const bracketClose = 0x5d;
const longestWord = 16;

/** What a list's bytes are cut into: the items' own bytes, and at the end everything else with an empty list in their place. */
export interface ListPieces {
  readonly items: readonly Buffer[];
  readonly rest: Buffer | undefined;
}

/**
 * Cuts the JSON of a Kubernetes list into its items without parsing it whole: a page of 500 pods is 4 MB of text and
 * many times that in objects. Follows strings and brackets only; whether an item is JSON shows when it is parsed.
 * Throws a PlumblineError of kind 'protocol' for an item longer than `limit` bytes or a list that breaks off.
 */
export async function* splitItems(chunks: AsyncIterable<Buffer>, limit: number): AsyncGenerator<ListPieces> {
  const cutter = new ListCutter(limit);
  for await (const chunk of chunks) {
    const items = cutter.take(chunk);
    if (items.length > 0) yield { items, rest: undefined };
  }
  yield { items: [], rest: cutter.end() };
}

class ListCutter {
  readonly #limit: number;
  readonly #rest: Buffer[] = [];
  #held: Buffer[] = [];
  #heldSize = 0;
  #restSize = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The last string at depth 1: the key `items` stands before its list. */
  #word = '';
  /** Within the array of items. */
  #inItems = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  take(chunk: Buffer): Buffer[] {
    const items: Buffer[] = [];
    /** Where the piece that is not cut yet begins. */
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      if (this.#inString) {
        at = this.#passString(chunk, at);
        continue;
      }
      const byte = chunk[at];
      if (byte === quote) {
        this.#inString = true;
        this.#word = '';
      } else if (byte === braceOpen || byte === bracketOpen) {
        if (this.#inItems && this.#depth === 2) from = at;
        if (this.#depth === 1 && byte === bracketOpen && this.#word === 'items') {
          this.#inItems = true;
          this.#keepRest(chunk.subarray(from, at + 1));
        }
        this.#depth += 1;
      } else if (byte === braceClose || byte === bracketClose) {
        this.#depth -= 1;
        if (this.#inItems && this.#depth === 2) {
          items.push(this.#finish(chunk.subarray(from, at + 1)));
        } else if (this.#inItems && this.#depth === 1) {
          this.#inItems = false;
          from = at;
        }
      }
    }
    this.#keep(chunk, from);
    return items;
  }

  end(): Buffer {
    if (this.#depth !== 0 || this.#inString) throw protocol('The list broke off in the middle.');
    return Buffer.concat(this.#rest);
  }

  /** From within a string: where it ends, or the chunk's last byte when it goes on. */
  #passString(chunk: Buffer, start: number): number {
    let from = start;
    for (;;) {
      const end = chunk.indexOf(quote, from);
      const stop = end === -1 ? chunk.length : end;
      let backslashes = 0;
      while (stop - backslashes > from && chunk[stop - backslashes - 1] === backslash) backslashes += 1;
      if (stop - backslashes === from && this.#escaped) backslashes += 1;
      this.#escaped = false;
      const escaped = backslashes % 2 === 1;
      if (this.#depth === 1 && this.#word.length < longestWord)
        this.#word += chunk.toString('latin1', start, Math.min(stop, start + longestWord));
      if (end === -1) {
        this.#escaped = escaped;
        return chunk.length - 1;
      }
      if (!escaped) {
        this.#inString = false;
        return end;
      }
      from = end + 1;
    }
  }

  #finish(tail: Buffer): Buffer {
    const item = this.#heldSize === 0 ? tail : Buffer.concat([...this.#held, tail]);
    if (item.length > this.#limit) throw protocol(`The server sent an object of more than ${this.#limit} bytes.`);
    this.#held = [];
    this.#heldSize = 0;
    return item;
  }

  #keepRest(piece: Buffer): void {
    // A copy: the piece is small, the chunk it lies in is not.
    this.#rest.push(Buffer.from(piece));
    this.#restSize += piece.length;
    if (this.#restSize > this.#limit) throw protocol('The server sent a document that is no list.');
  }

  /** What is left of a chunk: half an item, the commas between items, or something outside the list. */
  #keep(chunk: Buffer, from: number): void {
    if (this.#inItems) {
      if (this.#depth <= 2) return;
      this.#held.push(chunk.subarray(from));
      this.#heldSize += chunk.length - from;
      if (this.#heldSize > this.#limit) throw protocol(`The server sent an object of more than ${this.#limit} bytes.`);
      return;
    }
    this.#keepRest(chunk.subarray(from));
  }
}

function protocol(sentence: string): PlumblineError {
  return new PlumblineError(sentence, {
    kind: 'protocol',
    operation: 'read a list',
    nextStep: 'plumbline reads the list anew.',
  });
}
