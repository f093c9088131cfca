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
    bundle.onLoad({ filter: /\/yoga-wasm-base64-esm\.js$/ }, async ({ path }) => ({
      contents: withBinary(await readFile(path, 'utf8')),
    }));
  },
};

/**
 * Yoga's loader with its WebAssembly handed to it as bytes. By itself it asks `fetch` for the data URL that it holds,
 * which loads an HTTP client, and decodes it byte by byte: together 35 ms before the first frame.
 */
function withBinary(loader: string): string {
  const data = /"data:application\/octet-stream;base64,([^"]+)"/.exec(loader);
  const end = 'export default loadYoga;';
  if (data === null || !loader.includes(end)) throw new Error('yoga-layout loads its WebAssembly in another way now');
  return loader
    .replace(data[0], '""')
    .replace(end, `export default () => loadYoga({ wasmBinary: Buffer.from("${data[1]}", "base64") });`);
}
