import type { ServerResponse } from 'node:http';

const piece = 256 * 1024;

/** Writes texts in large pieces, no faster than they are taken; stops when the other side is gone. */
export async function pour(response: ServerResponse, texts: Iterable<string>): Promise<void> {
  let held = '';
  for (const text of texts) {
    held += text;
    if (held.length < piece) continue;
    const taken = response.write(held);
    held = '';
    if (!taken) await drained(response);
    if (response.destroyed) return;
  }
  response.write(held);
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
