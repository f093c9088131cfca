import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { kubectlCompletion } from '../../src/commands/completion/scripts.ts';
import { runProgram } from './run-program.ts';

/** Where the manual page and the shells' completion scripts lie in a package, and the words that print each. */
const printed: readonly (readonly [string, readonly string[]])[] = [
  ['share/man/man1/plumbline.1', ['help', 'man']],
  ['share/bash-completion/completions/plumbline', ['completion', 'bash']],
  ['share/zsh/site-functions/_plumbline', ['completion', 'zsh']],
  ['share/fish/vendor_completions.d/plumbline.fish', ['completion', 'fish']],
];

/** The name by which kubectl finds the completion of its plugin. */
export const kubectlCompletionName = 'kubectl_complete-plumbline';

/** Lets the built program in `dist` print its manual page and completion scripts into `folder`. */
export async function writeShellFiles(dist: string, folder: string): Promise<void> {
  for (const [path, words] of printed) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await runProgram([process.execPath, join(dist, 'plumbline.js'), ...words]));
  }
}

/** Writes what kubectl calls to complete `kubectl plumbline`. */
export async function writeKubectlCompletion(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, kubectlCompletion);
  await chmod(file, 0o755);
}
