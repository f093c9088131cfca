/* Bundles plumbline into dist/, or into the folder named by the first argument. */
import { join, resolve } from 'node:path';
import { bundle } from './build/bundle.ts';

const { outputs } = await bundle(resolve(process.argv[2] ?? join(import.meta.dirname, '..', 'dist')));
for (const [file, output] of Object.entries(outputs)) {
  if (output.entryPoint !== undefined) process.stdout.write(`${file}  ${(output.bytes / 1024).toFixed(0)} KB\n`);
}
