/** Where a program reads from; undefined is the end. */
export interface Input {
  read(): Promise<Buffer | undefined>;
  /** Gives back what was read too much: the next read gets it first. */
  unread(chunk: Buffer): void;
}

/** Where a program writes to. */
export interface Output {
  write(data: string | Uint8Array): void;
  /** The writer is gone; the reader of a pipe sees the end. */
  close(): void;
}

/** A pipe: what is written comes out in order, then the end. */
export interface Pipe extends Input, Output {}

/** An unbounded pipe in memory. */
export function createPipe(): Pipe {
  const chunks: Buffer[] = [];
  const waiting: ((chunk: Buffer | undefined) => void)[] = [];
  let closed = false;
  return {
    read() {
      const chunk = chunks.shift();
      if (chunk !== undefined || closed) {
        return Promise.resolve(chunk);
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    unread: (chunk) => void (chunk.length > 0 && chunks.unshift(chunk)),
    write(data) {
      const chunk = Buffer.from(data);
      if (closed || chunk.length === 0) {
        return;
      }
      const reader = waiting.shift();
      if (reader === undefined) {
        chunks.push(chunk);
      } else {
        reader(chunk);
      }
    },
    close() {
      closed = true;
      for (const reader of waiting.splice(0)) {
        reader(undefined);
      }
    },
  };
}

/** Reads nothing: /dev/null, or an exec without stdin. */
export const emptyInput: Input = { read: () => Promise.resolve(undefined), unread: () => {} };

/** Drops what is written: /dev/null. */
export const nullOutput: Output = { write: () => {}, close: () => {} };

/** A file's content as an input. */
export function inputOf(content: Buffer): Input {
  const pipe = createPipe();
  pipe.write(content);
  pipe.close();
  return pipe;
}

/** Reads one line, without its end; `complete` is false when the input ended within it. Undefined at the end. */
export async function readLine(
  input: Input,
): Promise<{ readonly text: string; readonly complete: boolean } | undefined> {
  const parts: Buffer[] = [];
  for (let chunk = await input.read(); chunk !== undefined; chunk = await input.read()) {
    const end = chunk.indexOf(0x0a);
    if (end >= 0) {
      input.unread(chunk.subarray(end + 1));
      parts.push(chunk.subarray(0, end));
      return { text: Buffer.concat(parts).toString('utf8'), complete: true };
    }
    parts.push(chunk);
  }
  return parts.length === 0 ? undefined : { text: Buffer.concat(parts).toString('utf8'), complete: false };
}
