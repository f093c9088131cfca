import { constants } from 'node:fs';
import { access, open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Document, parseDocument } from 'yaml';

/** kubectl holds its lock for milliseconds; one that lasts longer was left behind. */
const lockTries = 20;
const lockEvery = 100;

/** A user entry of a kubeconfig, locked against kubectl and other plumblines. */
export interface KubeconfigEdit {
  /** Writes these values below `path` of the user's entry; everything else in the file stays as it is, comments too. */
  set(path: readonly string[], values: Readonly<Record<string, string>>): Promise<void>;
  release(): Promise<void>;
}

/**
 * Locks the file among `paths` that defines the user, as kubectl does (`FILE.lock`), after proving that it can be
 * written. Rejects with an Error that names the file and says why not.
 */
export async function lockUserEntry(paths: readonly string[], user: string): Promise<KubeconfigEdit> {
  const named = await fileOf(paths, user);
  // What a link leads to is replaced, never the link.
  const file = await realpath(named);
  await access(file, constants.W_OK);
  await access(dirname(file), constants.W_OK);
  const lock = `${named}.lock`;
  await take(lock);
  return {
    async set(path, values) {
      const document = parseDocument(await readFile(file, 'utf8'), { uniqueKeys: false });
      const index = indexOf(document, user);
      for (const [key, value] of Object.entries(values)) document.setIn(['users', index, 'user', ...path, key], value);
      const { mode } = await stat(file);
      const fresh = `${file}.${process.pid}.tmp`;
      await writeFile(fresh, document.toString({ lineWidth: 0 }), { mode: mode & 0o777, flag: 'wx' });
      await rename(fresh, file);
    },
    release: () => rm(lock, { force: true }),
  };
}

async function fileOf(paths: readonly string[], user: string): Promise<string> {
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (indexOf(parseDocument(text, { uniqueKeys: false }), user) >= 0) return path;
  }
  throw new Error(`no kubeconfig defines user ${user}`);
}

function indexOf(document: Document, user: string): number {
  const value: unknown = document.toJS();
  const users: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'users') : undefined;
  if (!Array.isArray(users)) return -1;
  return users.findIndex(
    (one: unknown) => typeof one === 'object' && one !== null && Reflect.get(one, 'name') === user,
  );
}

async function take(lock: string): Promise<void> {
  for (let left = lockTries; ; left -= 1) {
    try {
      const handle = await open(lock, 'wx', 0o600);
      await handle.close();
      return;
    } catch (error) {
      const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!exists || left <= 1)
        throw exists ? new Error(`${lock} is held by somebody else, or was left behind`) : error;
      await pause(lockEvery);
    }
  }
}
