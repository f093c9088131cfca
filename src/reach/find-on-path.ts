import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Folders that a plain user's PATH often lacks, though the network programs live there. */
const systemFolders = ['/usr/sbin', '/sbin'];

/** The program's path on this machine, or undefined. A name with a slash is taken as it is. */
export async function findOnPath(program: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (program === '') return undefined;
  const folders = [...(environment['PATH'] ?? '').split(delimiter), ...systemFolders].filter((folder) => folder !== '');
  const candidates = program.includes('/') ? [program] : folders.map((folder) => join(folder, program));
  for (const candidate of candidates) {
    const usable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return candidate;
  }
  return undefined;
}
