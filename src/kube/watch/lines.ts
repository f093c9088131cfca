import { PlumblineError } from '../../contracts/errors.ts';

const newline = 10;

/**
 * Splits a byte stream at newlines without decoding it: one batch of whole lines per chunk that completes any, the
 * newline cut off, empty lines left out. What is left at the end without a newline is dropped: it is half an object.
 * Throws a PlumblineError of kind 'protocol' for a line longer than `limit` bytes.
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>, limit: number): AsyncGenerator<readonly Buffer[]> {
  let held: Buffer[] = [];
  let heldSize = 0;
  for await (const chunk of chunks) {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      const tail = chunk.subarray(start, end);
      const line = heldSize === 0 ? tail : Buffer.concat([...held, tail]);
      if (line.length > limit) throw tooLong(limit);
      if (line.length > 0) lines.push(line);
      held = [];
      heldSize = 0;
      start = end + 1;
    }
    if (start < chunk.length) {
      held.push(chunk.subarray(start));
      heldSize += chunk.length - start;
      if (heldSize > limit) throw tooLong(limit);
    }
    if (lines.length > 0) yield lines;
  }
}

function tooLong(limit: number): PlumblineError {
  return new PlumblineError(`The server sent a line of more than ${limit} bytes where one object was expected.`, {
    kind: 'protocol',
    operation: 'read a watch',
    nextStep: 'plumbline reads the list anew; a proxy in between may garble the stream.',
  });
}
