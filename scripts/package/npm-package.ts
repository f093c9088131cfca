import { copyFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { documents, type Release } from './release.ts';
import { runProgram } from './run-program.ts';
import { kubectlCompletionName, writeKubectlCompletion, writeShellFiles } from './shell-files.ts';

/** The fields of package.json that a user of the published package needs; zod drops the others. */
const published = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  type: z.literal('module'),
  bin: z.record(z.string(), z.string()),
  files: z.array(z.string()),
  engines: z.record(z.string(), z.string()),
});

/**
 * Lays out and packs the npm package. Its manifest is a copy without scripts and dependencies, for the bundle holds all of
 * them, and with the manual page and kubectl's completion, which are made for it. Resolves to the path of the .tgz in `outdir`.
 */
export async function packNpmPackage(release: Release, folder: string, outdir: string): Promise<string> {
  const manifest = published.parse(JSON.parse(await readFile(join(release.root, 'package.json'), 'utf8')));
  await mkdir(folder, { recursive: true });
  await cp(release.dist, join(folder, 'dist'), { recursive: true });
  await writeFile(join(folder, 'dist', 'THIRD-PARTY-NOTICES'), release.notices);
  for (const document of documents) await copyFile(join(release.root, document), join(folder, document));
  await writeShellFiles(release.dist, folder);
  await writeKubectlCompletion(join(folder, 'share', kubectlCompletionName));
  const withShellFiles = {
    ...manifest,
    bin: { ...manifest.bin, [kubectlCompletionName]: `share/${kubectlCompletionName}` },
    man: ['share/man/man1/plumbline.1'],
    files: [...manifest.files, 'share'],
  };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(withShellFiles, undefined, 2)}\n`);
  await runProgram(['npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', outdir], { cwd: folder });
  return join(outdir, `${manifest.name}-${manifest.version}.tgz`);
}
