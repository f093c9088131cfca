import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../../contracts/errors.ts';

/** The text of one file, or of what came on standard input. */
export interface ManifestText {
  /** The path as it was given or found below a folder that was given; '-' for standard input. */
  readonly file: string;
  readonly text: string;
}

const extensions = ['.yaml', '.yml', '.json'];

/**
 * Reads the files that `--manifests` names: files of any name, folders with every .yaml, .yml and .json below them in the order
 * of their names, and '-' for standard input. Throws a usage error for a path that cannot be read or a folder without any.
 */
export async function readManifestFiles(
  paths: readonly string[],
  standardInput: () => Promise<string>,
): Promise<readonly ManifestText[]> {
  if (paths.filter((path) => path === '-').length > 1) {
    throw new PlumblineError('--manifests - is given twice, and standard input can be read once.', {
      kind: 'usage',
      operation: 'read manifests',
    });
  }
  const texts: ManifestText[] = [];
  const read = new Set<string>();
  for (const path of paths) {
    if (path === '-') {
      texts.push({ file: '-', text: await standardInput() });
      continue;
    }
    for (const file of await filesAt(path)) {
      // A file that is named beside its folder is one file.
      if (read.has(file)) continue;
      read.add(file);
      texts.push({ file, text: await orExplain(file, () => readFile(file, 'utf8')) });
    }
  }
  return texts;
}

async function filesAt(path: string): Promise<readonly string[]> {
  const found = await orExplain(path, () => stat(path));
  if (!found.isDirectory()) return [path];
  const files = await filesBelow(path);
  if (files.length > 0) return files;
  throw new PlumblineError(`The folder ${path} holds no .yaml, .yml or .json file.`, {
    kind: 'usage',
    operation: 'read manifests',
    object: path,
    nextStep: 'Name the folder that holds the manifests, or the files themselves.',
  });
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await orExplain(folder, () => readdir(folder, { withFileTypes: true }));
  const files: string[] = [];
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    // A link to a folder could lead back to where it is.
    if (entry.isDirectory()) files.push(...(await filesBelow(path)));
    else if (extensions.some((extension) => entry.name.endsWith(extension))) files.push(path);
  }
  return files;
}

async function orExplain<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new PlumblineError(`${path} cannot be read: ${reason(error)}.`, {
      kind: 'usage',
      operation: 'read manifests',
      object: path,
      nextStep: 'Name files or folders with --manifests, or - for standard input.',
      cause: error,
    });
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'EACCES') return 'permission is denied';
  return error instanceof Error ? error.message : String(error);
}
