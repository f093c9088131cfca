import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterId } from '../contracts/change.ts';
import type { RecordEntry } from '../contracts/record.ts';
import type { Instant } from '../contracts/time.ts';
import { type ClaimedFile, claimFile, recordFiles } from './claim-file.ts';
import { mergeEntries } from './merge-entries.ts';
import type { OpenFile } from './record-writer.ts';
import { readRecordFile, recoverFile } from './recover-file.ts';

/** A record that can be read and written. */
export interface OpenedFolder {
  readonly claimed: ClaimedFile;
  readonly file: OpenFile;
  /** What all files of the record hold. */
  readonly entries: readonly RecordEntry[];
  readonly notices: readonly string[];
}

/** Where the record of a cluster lies below plumbline's state folder. */
export function recordFolder(stateFolder: string, id: ClusterId): string {
  // The id comes from a server, and names a folder: what is not plainly a name is replaced by its hash.
  const name = /^[\w-]{1,64}$/.test(id) ? id : createHash('sha256').update(id).digest('hex');
  return join(stateFolder, 'clusters', name);
}

/** Makes the folders, private to the user; claims a file of the record and puts it in order. Throws what the file system throws. */
export async function openFolder(
  stateFolder: string,
  id: ClusterId,
  now: Instant,
  longestFile: number,
): Promise<OpenedFolder> {
  const folder = recordFolder(stateFolder, id);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const one of [stateFolder, join(stateFolder, 'clusters'), folder]) {
    // A folder of somebody else's that may be used is used as it is; the files in it are private anyhow.
    await chmod(one, 0o700).catch(() => undefined);
  }
  const claimed = await claimFile(folder);
  try {
    const own = await recoverFile(claimed.path, now, longestFile);
    const others = await readFiles(folder, claimed.path);
    const file = { ...openForAppend(claimed.path), lastSeq: own.lastSeq };
    return { claimed, file, entries: mergeEntries([own.entries, ...others]), notices: own.notices };
  } catch (error) {
    await claimed.release().catch(() => undefined);
    throw error;
  }
}

/** What can be read of a record that cannot be written. */
export async function readFolder(stateFolder: string, id: ClusterId): Promise<readonly RecordEntry[]> {
  return mergeEntries(await readFiles(recordFolder(stateFolder, id), undefined));
}

async function readFiles(folder: string, except: string | undefined): Promise<(readonly RecordEntry[])[]> {
  const read: (readonly RecordEntry[])[] = [];
  for (const path of await recordFiles(folder)) if (path !== except) read.push(await readRecordFile(path));
  return read;
}

function openForAppend(path: string): Omit<OpenFile, 'lastSeq'> {
  const descriptor = openSync(path, 'a', 0o600);
  try {
    return { path, descriptor, size: fstatSync(descriptor).size };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
