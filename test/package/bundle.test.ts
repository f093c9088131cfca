import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/build/bundle.ts';

const root = join(import.meta.dirname, '..', '..');

describe('the bundle', () => {
  let place = '';
  let outputs: Metafile['outputs'] = {};
  const named = (file: string): string => relative(root, join(place, file));

  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), 'plumbline-bundle-test-'));
    ({ outputs } = await bundle(place));
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  /** The sources in a file and in all that it loads before it runs. */
  function loaded(file: string, seen = new Set<string>()): readonly string[] {
    const output = outputs[file];
    if (output === undefined || seen.has(file)) return [];
    seen.add(file);
    const below = output.imports.filter(({ kind, external }) => kind === 'import-statement' && external !== true);
    return [...Object.keys(output.inputs), ...below.flatMap(({ path }) => loaded(path, seen))];
  }

  it("has React's production code, whose development code takes twice the memory", () => {
    const sources = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
    expect(sources.filter((path) => /react.*\.production\.js$/.test(path))).not.toEqual([]);
    expect(sources.filter((path) => /\.development\.js$|node_modules\/react-devtools-core\//.test(path))).toEqual([]);
  });

  it('starts the screen without the Kubernetes client and the demo, which only threads and processes of their own load', () => {
    const screen = Object.entries(outputs).find(([, { inputs }]) => 'src/commands/screen.ts' in inputs)?.[0] ?? '';
    const sources = [...loaded(named('main.js')), ...loaded(screen)];
    expect(sources).toContain('components/start.tsx');
    expect(sources.filter((path) => /@kubernetes\/client-node|\/undici\/|\/ssh2\/|^demo\//.test(path))).toEqual([]);
    expect(loaded(named('cluster-worker.js')).some((path) => path.includes('@kubernetes/client-node'))).toBe(true);
  });

  it('loads ssh2 in no file that starts anything, and without its native parts', () => {
    const starts = [...Object.entries(outputs)].filter(([, { inputs }]) => 'src/commands/node.ts' in inputs);
    expect(starts).toHaveLength(1);
    const sources = [named('main.js'), named('cluster-worker.js'), ...starts.map(([file]) => file)].flatMap((file) =>
      loaded(file),
    );
    expect(sources.filter((path) => path.includes('node_modules/ssh2/'))).toEqual([]);
    const all = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
    expect(all.filter((path) => path.includes('node_modules/ssh2/lib/client.js'))).toHaveLength(1);
    expect(all.filter((path) => path.endsWith('.node') && !path.startsWith('stub:'))).toEqual([]);
  });
});
