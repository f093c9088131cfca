import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');

/** Parts of Ink that have to be ready for any text, and what takes their place for plumbline's own. */
const ownParts: readonly { readonly path: string; readonly importer: RegExp; readonly own: string }[] = [
  { path: './output.js', importer: /\/ink\/build\/renderer\.js$/, own: 'components/ink/frame-cells.ts' },
  { path: 'string-width', importer: /\/node_modules\//, own: 'components/ink/cell-width.ts' },
];

/** Bundles Ink with what draws plumbline's frames faster; the files that take over say why they may and what is gained. */
export const lighterInk: Plugin = {
  name: 'lighter-ink',
  setup(bundle) {
    bundle.onResolve({ filter: /^(\.\/output\.js|string-width)$/ }, ({ path, importer }) => {
      const part = ownParts.find((one) => one.path === path && one.importer.test(importer));
      return part && { path: join(root, part.own) };
    });
    // Yoga's loader asks `fetch` for the data that it holds itself, and the first look at `fetch` loads an HTTP client:
    // 25 ms before the first frame.
    bundle.onLoad({ filter: /\/yoga-wasm-base64-esm\.js$/ }, async ({ path }) => ({
      contents: `const fetch = undefined;\n${await readFile(path, 'utf8')}`,
    }));
  },
};
