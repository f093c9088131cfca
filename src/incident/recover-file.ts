import { constants, type Stats } from 'node:fs';
import { chmod, copyFile, link, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RecordEntry } from '../contracts/record.ts';
import type { Instant } from '../contracts/time.ts';
import { countWords } from '../text/words.ts';
import { carriedOver } from './carry-over.ts';
import { parseRecord } from './parse-record.ts';

/** What a record file holds after it was put in order. */
export interface RecoveredFile {
  readonly entries: readonly RecordEntry[];
  readonly lastSeq: number;
  /** What had to be done, as sentences. */
  readonly notices: readonly string[];
}

/** Yields to whatever else the thread has to do. */
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The entries of a file that another process may be writing; whatever is torn in it is left alone. */
export async function readRecordFile(path: string): Promise<readonly RecordEntry[]> {
  return (await parseRecord(await bytesOf(path), pause)).entries;
}

/**
 * Reads a file that this process has claimed and puts it in order: what a crash tore is set aside beside it, a file that
 * has grown beyond `longest` bytes is put away under its date and begun anew with what the next start needs. Entries are
 * never lost: a file is replaced as a whole, or not at all.
 */
export async function recoverFile(path: string, now: Instant, longest: number): Promise<RecoveredFile> {
  const bytes = await bytesOf(path);
  if (bytes.length > 0) await chmod(path, 0o600);
  const { entries, lastSeq, torn, kept, unterminated } = await parseRecord(bytes, pause);
  const notices: string[] = [];
  const when = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');

  if (torn.length > 0) {
    const aside = await unused(join(dirname(path), `record.torn-${when}`));
    await writeFile(aside, joinLines(torn), { mode: 0o600, flag: 'wx', flush: true });
    notices.push(`${countWords(torn.length, 'entry')} of the record was cut off by a crash and set aside in ${aside}.`);
  }
  if (bytes.length > longest) {
    const archive = await unused(path.replace(/\.ndjson$/, `.until-${when}.ndjson`));
    const carried = carriedOver(entries).map((entry, index) => ({ ...entry, seq: index + 1 }));
    // A second name for the whole before the first one changes hands: at no moment is there no record.
    await link(path, archive).catch(() => copyFile(path, archive, constants.COPYFILE_EXCL));
    await replace(
      path,
      carried.map((entry) => Buffer.from(JSON.stringify(entry))),
    );
    notices.push(
      `The record had grown to ${bytes.length} bytes; it goes on in a new file, the old one is ${basename(archive)}.`,
    );
    return { entries: carried, lastSeq: carried.length, notices };
  }
  if (torn.length > 0 || unterminated) await replace(path, kept);
  return { entries, lastSeq, notices };
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Uint8Array();
    throw error;
  }
}

async function replace(path: string, lines: readonly Uint8Array[]): Promise<void> {
  const fresh = `${path}.new`;
  await writeFile(fresh, joinLines(lines), { mode: 0o600, flush: true });
  await rename(fresh, path);
  const folder = await open(dirname(path), constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function joinLines(lines: readonly Uint8Array[]): Uint8Array {
  const newline = Buffer.from('\n');
  return Buffer.concat(lines.flatMap((line) => [line, newline]));
}

/** The path, or with a number after it the first one that does not exist yet. */
async function unused(path: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? path : `${path}-${count}`;
    const found: Stats | undefined = await stat(candidate).catch(() => undefined);
    if (found === undefined) return candidate;
  }
}
