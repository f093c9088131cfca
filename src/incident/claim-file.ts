import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identityText, mayRun, ownIdentity, parseIdentity, type ProcessIdentity } from './process-identity.ts';

/** A file of a record that this process alone may write, until released. */
export interface ClaimedFile {
  readonly path: string;
  release(): Promise<void>;
}

/** Files beside each other that a cluster's record may use; more processes at once than this get one named after them. */
const slots = 16;

/*
 * Two plumblines on one cluster must not write into one file: appends are atomic on no network file system, and sequence
 * numbers on none at all. So each takes a file that nobody writes: record.ndjson, else record-2.ndjson and so on, and
 * continues it. Readers merge them all.
 *
 * A claim is a file named after the claimer, so a stale one can be removed by anybody at any time. First it is made, then
 * the folder is read: of two that claim at the same moment at least one sees the other and steps back; should both, both
 * go on to the next file, and the one left out is continued another time.
 */

/** Claims the first free file of the record in `folder`, which must exist. Throws what the file system throws. */
export async function claimFile(folder: string, self: ProcessIdentity = ownIdentity()): Promise<ClaimedFile> {
  for (let slot = 1; slot <= slots; slot += 1) {
    const name = slot === 1 ? 'record.ndjson' : `record-${slot}.ndjson`;
    const claimed = await claim(folder, name, self);
    if (claimed !== undefined) return claimed;
  }
  return { path: join(folder, `record-${identityText(self)}.ndjson`), release: () => Promise.resolve() };
}

async function claim(folder: string, name: string, self: ProcessIdentity): Promise<ClaimedFile | undefined> {
  const prefix = `${name}.writer-`;
  const own = `${prefix}${identityText(self)}`;
  if (await othersWrite(folder, prefix, own, self)) return undefined;
  // Fails when this very process claimed it already: one process, too, may open a record twice.
  const made = await writeFile(join(folder, own), '', { flag: 'wx', mode: 0o600 }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
  if (!made) return undefined;
  const release = (): Promise<void> => rm(join(folder, own), { force: true });
  if (await othersWrite(folder, prefix, own, self)) {
    await release();
    return undefined;
  }
  return { path: join(folder, name), release };
}

/** Removes the claims of processes that are gone; true when one is left besides `own`. */
async function othersWrite(folder: string, prefix: string, own: string, self: ProcessIdentity): Promise<boolean> {
  let others = false;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix) || name === own) continue;
    const other = parseIdentity(name.slice(prefix.length));
    if (other === undefined || mayRun(other, self)) others = true;
    else await rm(join(folder, name), { force: true });
  }
  return others;
}

/** The record files in `folder`, the first one first. Archives and what was set aside are not among them. */
export async function recordFiles(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => /^record(-[\w-]+)?\.ndjson$/.test(name));
  return names.sort().map((name) => join(folder, name));
}
