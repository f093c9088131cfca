import { readFile } from 'node:fs/promises';
import { PlumblineError } from '../contracts/errors.ts';
import { defaultConfig } from './defaults.ts';
import { plumblinePaths } from './paths.ts';
import type { Config } from './schema.ts';
import { currentUser } from './user.ts';

/** Characters; more than this is no config file. */
const largest = 1024 * 1024;

/**
 * Reads the config file: `file` when it was named, else the one of the environment. A missing file means the defaults,
 * unless it was named. Throws a configuration error with file, line and what is accepted.
 */
export async function loadConfig(env: Readonly<Record<string, string | undefined>>, file?: string): Promise<Config> {
  const path = file ?? plumblinePaths(env, currentUser()).configFile;
  let text: string;
  try {
    text = await readFile(path, { encoding: 'utf8', signal: AbortSignal.timeout(10_000) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (file === undefined && (code === 'ENOENT' || code === 'ENOTDIR')) return defaultConfig;
    throw new PlumblineError(`The config file ${path} cannot be read: ${reason(code, error)}.`, {
      kind: 'configuration',
      operation: 'read the config file',
      object: path,
      nextStep: file === undefined ? `Make ${path} readable, or move it away.` : 'Name another file with --config.',
      cause: error,
    });
  }
  if (text.length > largest) {
    throw new PlumblineError(`${path} is larger than a mebibyte: that is no config file.`, {
      kind: 'configuration',
      operation: 'read the config file',
      object: path,
      nextStep: 'Name another file with --config.',
    });
  }
  // The parser of YAML is a tenth of the time to the first frame; most machines have no config file.
  return (await import('./parse-config.ts')).parseConfig(text, path);
}

function reason(code: unknown, error: unknown): string {
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'EACCES') return 'permission is denied';
  if (code === 'EISDIR') return 'it is a folder';
  return error instanceof Error ? error.message : String(error);
}
