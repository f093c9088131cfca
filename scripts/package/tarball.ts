import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { runProgram } from './run-program.ts';

/** The time of every file in the archives, npm's own: the same content must give the same digest. */
const fileTime = '1985-10-26T08:15:00Z';

/**
 * Packs `parent/folder` as a .tar.xz that depends on nothing but names, contents and exec bits. `level` is xz's, 0 to 9.
 * Two threads, always: xz cuts its blocks otherwise when it has one.
 */
export async function packTarXz(parent: string, folder: string, file: string, level: number): Promise<void> {
  const tar = join(parent, `${folder}.tar`);
  await runProgram([
    'tar',
    ...['--create', '--file', tar, '--directory', parent, '--format=ustar', '--sort=name'],
    ...['--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX', `--mtime=${fileTime}`],
    folder,
  ]);
  await runProgram(['xz', '--force', '--threads=2', `-${level}`, tar]);
  await runProgram(['mv', '-f', `${tar}.xz`, file]);
  await rm(tar, { force: true });
}
