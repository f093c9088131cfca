import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fileDigest } from './digest.ts';
import { runProgram } from './run-program.ts';

const root = join(import.meta.dirname, '..', '..');
const cache = join(root, 'node_modules', '.cache', 'plumbline', 'node');

/** The processor architectures that a tarball is made for, as Node names them. */
export const architectures = ['x64', 'arm64'] as const;
export type Architecture = (typeof architectures)[number];

const lockFile = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), integrity: z.string().optional() })),
});

async function pinned(name: string): Promise<{ version: string; integrity: string }> {
  const { packages } = lockFile.parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
  const { version, integrity } = packages[`node_modules/${name}`] ?? {};
  if (version === undefined || integrity === undefined) throw new Error(`package-lock.json does not pin ${name}.`);
  return { version, integrity };
}

/**
 * The folder of the pinned Node for Linux on this architecture, with `bin/node` and `LICENSE`: the installed package
 * where it is the machine's own, else fetched with npm, checked against the lock file's digest, and kept.
 */
export async function nodeFolder(architecture: Architecture): Promise<string> {
  const name = `node-linux-${architecture}`;
  const installed = join(root, 'node_modules', name);
  if (existsSync(join(installed, 'bin', 'node'))) return installed;
  const { version, integrity } = await pinned(name);
  const kept = join(cache, `${name}-${version}`);
  if (existsSync(kept)) return kept;
  await mkdir(cache, { recursive: true });
  const download = await mkdtemp(join(cache, 'download-'));
  try {
    await runProgram(['npm', 'pack', '--silent', '--pack-destination', download, `${name}@${version}`]);
    const packed = join(download, `${name}-${version}.tgz`);
    const digest = `sha512-${await fileDigest(packed, 'sha512', 'base64')}`;
    if (digest !== integrity) throw new Error(`${name}@${version} is ${digest}; package-lock.json wants ${integrity}.`);
    await runProgram(['tar', '-xzf', packed, '-C', download, 'package/bin/node', 'package/LICENSE']);
    // Two runs at once may both get here; the second finds the folder there and is content with it.
    await rename(join(download, 'package'), kept).catch((error: unknown) => {
      if (!existsSync(kept)) throw error;
    });
    return kept;
  } finally {
    await rm(download, { recursive: true, force: true });
  }
}
