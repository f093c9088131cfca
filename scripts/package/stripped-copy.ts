import { chmod, copyFile, rm, stat } from 'node:fs/promises';
import type { Architecture } from './node-binary.ts';
import { runProgram } from './run-program.ts';

/** What GNU binutils call the architecture in the names of their cross tools. */
const gnuNames: Readonly<Record<Architecture, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/**
 * Copies a binary without its symbols, where a `strip` of this machine knows the architecture; else as it is. Nothing
 * at run time reads them, and they are a seventh of Node's size. Resolves to the program that did it, or undefined.
 */
export async function strippedCopy(from: string, to: string, architecture: Architecture): Promise<string | undefined> {
  const { size } = await stat(from);
  for (const program of [`${gnuNames[architecture]}-linux-gnu-strip`, 'strip', 'llvm-strip']) {
    await copyFile(from, to);
    await chmod(to, 0o755);
    const done = await runProgram([program, '--strip-all', to]).then(
      () => true,
      () => false,
    );
    if (done && (await stat(to)).size < size) return program;
    await rm(to, { force: true });
  }
  await copyFile(from, to);
  await chmod(to, 0o755);
  return undefined;
}
