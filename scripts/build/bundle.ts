import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { launcher } from './launcher.ts';
import { lighterInk } from './lighter-ink.ts';
import { stubs } from './stubs.ts';

const root = join(import.meta.dirname, '..', '..');

/** CommonJS libraries inside an ESM bundle need `require` and friends. */
const banner = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  "import { dirname as __pathDirname } from 'node:path';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  'const __dirname = __pathDirname(__filename);',
].join('\n');

/**
 * Bundles plumbline into `outdir` (absolute, replaced) as split ESM chunks: the entry holds the shell only; the screen,
 * the Kubernetes client (worker) and the demo's server are chunks of their own, so that none of them costs the first
 * frame anything. Resolves to esbuild's account of what went in; its paths are relative to the checkout.
 */
export async function bundle(outdir: string): Promise<Metafile> {
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'src/main.ts',
      'cluster-worker': 'src/cluster-worker/worker.ts',
      'demo-server': 'demo/server/main.ts',
    },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.19',
    // Names stay as they are, for stack traces in reports; keeping them beside short ones costs the start 15 ms.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: false,
    legalComments: 'linked',
    chunkNames: 'chunks/[name]-[hash]',
    define: {
      'process.env.NODE_ENV': '"production"',
      'process.env.DEV': '"false"',
    },
    banner: { js: banner },
    plugins: [stubs, lighterInk],
    metafile: true,
    logLevel: 'warning',
  });
  await writeFile(join(outdir, 'plumbline.js'), launcher);
  await chmod(join(outdir, 'plumbline.js'), 0o755);
  return metafile;
}
