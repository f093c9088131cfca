/** More output than this is not kept. */
const outputLimit = 1024 * 1024;

/** Collects what a local program prints, at most 1 MiB; the returned function gives the text so far. */
export function collectOutput(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size < outputLimit) chunks.push(chunk);
    size += chunk.length;
  });
  stream.on('error', () => {});
  return () => Buffer.concat(chunks).toString('utf8');
}
