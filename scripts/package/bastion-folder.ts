import { chmod, copyFile, cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bastionLauncher } from './bastion-launcher.ts';
import { type Architecture, nodeFolder } from './node-binary.ts';
import { documents, type Release } from './release.ts';
import { kubectlCompletionName, writeKubectlCompletion, writeShellFiles } from './shell-files.ts';
import { strippedCopy } from './stripped-copy.ts';

/**
 * Lays out what the tarball holds: bin/ with the names, lib/ with the program and its Node, share/ with the manual page
 * and the shells' completions, and the documents.
 * Resolves to the program that stripped Node, or undefined where none could.
 */
export async function makeBastionFolder(
  release: Release,
  architecture: Architecture,
  folder: string,
): Promise<string | undefined> {
  const lib = join(folder, 'lib');
  await mkdir(join(folder, 'bin'), { recursive: true });
  await mkdir(join(lib, 'node'), { recursive: true });
  const launcher = join(folder, 'bin', 'plumbline');
  await writeFile(launcher, bastionLauncher(architecture));
  await chmod(launcher, 0o755);
  // kubectl finds its plugins by name on the PATH.
  await symlink('plumbline', join(folder, 'bin', 'kubectl-plumbline'));
  await writeKubectlCompletion(join(folder, 'bin', kubectlCompletionName));
  await writeShellFiles(release.dist, folder);
  await cp(release.dist, join(lib, 'dist'), { recursive: true });
  await writeFile(join(lib, 'package.json'), `${JSON.stringify({ version: release.version, type: 'module' })}\n`);
  const node = await nodeFolder(architecture);
  await copyFile(join(node, 'LICENSE'), join(lib, 'node', 'LICENSE'));
  for (const document of documents) await copyFile(join(release.root, document), join(folder, document));
  await writeFile(join(folder, 'THIRD-PARTY-NOTICES'), release.notices);
  return strippedCopy(join(node, 'bin', 'node'), join(lib, 'node', 'node'), architecture);
}
