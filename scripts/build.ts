/*
 * Bundles plumbline into dist/ as split ESM chunks: the entry holds the shell only; the screen, the Kubernetes client
 * (worker) and the demo's server are chunks of their own, so that none of them costs the first frame anything.
 */
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');
const outdir = join(root, 'dist');

/** Optional parts of libraries that must not be in a bundle: a call of one is a defect, so the stub throws. */
const stubs: Plugin = {
  name: 'stubs',
  setup(bundle) {
    bundle.onResolve({ filter: /^(react-devtools-core|cpu-features)$|sshcrypto\.node$/ }, (argument) => ({
      path: argument.path,
      namespace: 'stub',
    }));
    bundle.onLoad({ filter: /.*/, namespace: 'stub' }, (argument) =>
      argument.path === 'react-devtools-core'
        ? { contents: 'export default {};' }
        : { contents: `throw new Error(${JSON.stringify(`${argument.path} is not part of the bundle`)});` },
    );
  },
};

/** CommonJS libraries inside an ESM bundle need `require` and friends. */
const banner = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  "import { dirname as __pathDirname } from 'node:path';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  'const __dirname = __pathDirname(__filename);',
].join('\n');

await rm(outdir, { recursive: true, force: true });
const result = await build({
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
  minify: true,
  keepNames: true,
  sourcemap: false,
  legalComments: 'linked',
  chunkNames: 'chunks/[name]-[hash]',
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
  },
  banner: { js: banner },
  plugins: [stubs],
  metafile: true,
  logLevel: 'warning',
});

// Old Node versions must be able to parse this file: it exists to tell them apart before anything else loads.
await writeFile(
  join(outdir, 'plumbline.js'),
  `#!/usr/bin/env node
var version = process.versions.node.split('.');
if (+version[0] > 22 || (+version[0] === 22 && +version[1] >= 19)) {
  import('node:v8').then(function (v8) {
    v8.setFlagsFromString('--semi-space-growth-factor=1');
    return import('node:module');
  }).then(function (module) {
    if (module.enableCompileCache) module.enableCompileCache();
    return import('./main.js');
  }).then(function (main) {
    return main.run(process.argv.slice(2));
  });
} else {
  process.stderr.write('plumbline: needs Node 22.19 or newer, this is ' + process.versions.node + '.\\n');
  process.exitCode = 2;
}
`,
);
await chmod(join(outdir, 'plumbline.js'), 0o755);

for (const [file, output] of Object.entries(result.metafile.outputs)) {
  if (output.entryPoint !== undefined) process.stdout.write(`${file}  ${(output.bytes / 1024).toFixed(0)} KB\n`);
}
