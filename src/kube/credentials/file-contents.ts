import { readFile, stat } from 'node:fs/promises';
import { PlumblineError } from '../../contracts/errors.ts';

/**
 * A file whose contents may be replaced while plumbline runs (rotated certificates, projected tokens). Reads it again
 * only when its modification time or size changed. Throws a PlumblineError that names the file.
 */
export function rereadFile(path: string, what: string): () => Promise<Buffer> {
  let known: { readonly version: string; readonly contents: Buffer } | undefined;
  return async () => {
    try {
      const { mtimeMs, size, ino } = await stat(path);
      const version = `${ino}/${mtimeMs}/${size}`;
      if (known?.version !== version) known = { version, contents: await readFile(path) };
      return known.contents;
    } catch (error) {
      throw new PlumblineError(`The ${what} ${path} that the kubeconfig names cannot be read.`, {
        kind: 'configuration',
        operation: `read the ${what}`,
        object: path,
        serverMessage: error instanceof Error ? error.message : String(error),
        nextStep: 'Check that the file exists and that you may read it.',
        cause: error,
      });
    }
  };
}
