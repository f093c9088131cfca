import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How the folder of every demo begins; the client finds running demos by it. */
export const folderPrefix = 'plumbline-demo-';

/** The control socket's name in a demo's folder. */
export const socketName = 'control.sock';

/** Unix socket paths are cut at 107 bytes. */
const longestSocketPath = 107;

/** The folder that this user's demos live in: the runtime folder where there is one, else the one for temporary files. */
export function baseFolder(env: Readonly<Record<string, string | undefined>>): string {
  const wanted = [env['XDG_RUNTIME_DIR'], tmpdir(), '/tmp'].filter((folder): folder is string => Boolean(folder));
  const found = wanted.find((folder) => {
    const socket = join(folder, `${folderPrefix}XXXXXX`, socketName);
    return Buffer.byteLength(socket) <= longestSocketPath && isWritable(folder);
  });
  if (found === undefined) throw new Error(`None of ${wanted.join(', ')} can hold the demo's files.`);
  return found;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A demo's own folder, 0700, which goes with the process however that ends. */
export interface StateFolder {
  readonly path: string;
  /** Lets another file go with the folder. */
  remove(): void;
}

/**
 * Makes the folder. A small shell at the other end of a pipe removes it, and `files` elsewhere, when this process is
 * gone without a word.
 */
export function makeStateFolder(
  env: Readonly<Record<string, string | undefined>>,
  files: readonly string[],
): StateFolder {
  const path = mkdtempSync(join(baseFolder(env), folderPrefix));
  const reaper = spawn('/bin/sh', ['-c', 'cat >/dev/null; rm -rf -- "$@"', 'sh', path, ...files], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  // Without a shell the folder is still removed on every orderly end.
  reaper.on('error', () => undefined);
  reaper.stdin.on('error', () => undefined);
  reaper.unref();
  return {
    path,
    remove: () => {
      for (const file of [path, ...files]) rmSync(file, { recursive: true, force: true });
      reaper.stdin.end();
    },
  };
}
