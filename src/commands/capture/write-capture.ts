import { type FileHandle, open } from 'node:fs/promises';
import { PlumblineError } from '../../contracts/errors.ts';

/** Where the packets of a capture go. */
export interface CaptureTarget {
  /** Whether the reader still takes any; false once it has gone. */
  write(bytes: Uint8Array): Promise<boolean>;
  close(): Promise<void>;
}

/** A file of the operator's alone; one that is there is overwritten with `force` only. Rejects with a usage error. */
export async function fileTarget(path: string, force: boolean): Promise<CaptureTarget> {
  let file: FileHandle;
  try {
    file = await open(path, force ? 'w' : 'wx', 0o600);
    await file.chmod(0o600);
  } catch (error) {
    const there = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new PlumblineError(there ? `${path} is there already.` : `${path} cannot be written.`, {
      kind: 'usage',
      operation: 'write a capture',
      object: path,
      ...(error instanceof Error ? { serverMessage: error.message } : {}),
      nextStep: there ? 'Choose another name, or give --force.' : 'Choose another place.',
    });
  }
  return {
    async write(bytes) {
      await file.write(bytes);
      return true;
    },
    close: () => file.close(),
  };
}

/** A stream: whoever reads it may stop at any time, which ends the capture and is no failure. */
export function streamTarget(stream: NodeJS.WritableStream): CaptureTarget {
  let gone = false;
  stream.on('error', () => {
    gone = true;
  });
  return {
    write: (bytes) =>
      new Promise((resolve) => {
        if (gone) resolve(false);
        else stream.write(bytes, (error) => resolve(error === undefined || error === null));
      }),
    close: () => Promise.resolve(),
  };
}
