import { chmod, lstat, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlumblineError } from '../../../contracts/errors.ts';

/** A socket's path may be 108 bytes; ssh adds 17 while it makes one, and its name is a short number. */
const longestFolder = 78;

/**
 * Makes the folder for control sockets, 0700 and nobody else's, below `runtime` or, where that path is too long for
 * sockets, below the temporary one. Whoever can write to it can use the connections.
 */
export async function makeSocketFolder(runtime: string): Promise<string> {
  await mkdir(runtime, { recursive: true, mode: 0o700 });
  const { uid, mode } = await lstat(runtime);
  if (uid !== (process.getuid?.() ?? uid)) {
    throw new PlumblineError(`${runtime} belongs to somebody else.`, {
      kind: 'configuration',
      operation: 'make a folder for control sockets',
      object: runtime,
      nextStep: 'Set XDG_RUNTIME_DIR to a folder of your own.',
    });
  }
  if ((mode & 0o077) !== 0) await chmod(runtime, 0o700);
  const base = runtime.length + 12 <= longestFolder ? runtime : tmpdir();
  return await mkdtemp(join(base, 'ssh-'));
}

/** Removes the folder with whatever is left in it. Never rejects. */
export async function removeSocketFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => {});
}
