import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { lighterInk } from '../../../scripts/build/lighter-ink.ts';
import { stubs } from '../../../scripts/build/stubs.ts';

/** Bundles the harness (see harness.tsx) into a new folder; returns the script's path. Node runs no .tsx by itself. */
export async function buildHarness(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-harness-'));
  const outfile = join(folder, 'harness.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'harness.tsx')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.19',
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [stubs, lighterInk],
    logLevel: 'warning',
  });
  return outfile;
}
