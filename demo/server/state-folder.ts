import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How the folder of every demo begins; the client finds running demos by it. */
export const folderPrefix = 'plumbline-demo-';

/** The control socket's name in a demo's folder. */
export const socketName = 'control.sock';

/** Unix socket paths are cut at 107 bytes. */
const longestSocketPath = 107;

/** Folders that demos live in, best first. */
export function baseFolders(env: Readonly<Record<string, string | undefined>>): string[] {
  const wanted = [env['XDG_RUNTIME_DIR'], tmpdir(), '/tmp'].filter((folder): folder is string => Boolean(folder));
  const fits = (folder: string): boolean =>
    Buffer.byteLength(join(folder, `${folderPrefix}XXXXXX`, socketName)) <= longestSocketPath;
  return [...new Set(wanted)].filter(fits);
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
  const path = firstPossible(baseFolders(env), (base) => mkdtempSync(join(base, folderPrefix)));
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

function firstPossible(bases: readonly string[], make: (base: string) => string): string {
  let failure: unknown = new Error('no folder for temporary files has a path short enough for a socket');
  for (const base of bases) {
    try {
      return make(base);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
