import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readManifestFiles } from '../../../src/policy/manifests/read-files.ts';

describe('files of manifests', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'manifests-'));
    mkdirSync(join(folder, 'deep', 'deeper'), { recursive: true });
    writeFileSync(join(folder, 'b.yaml'), 'b');
    writeFileSync(join(folder, 'a.yml'), 'a');
    writeFileSync(join(folder, 'notes.txt'), 'no');
    writeFileSync(join(folder, 'deep', 'deeper', 'c.json'), 'c');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const read = async (...paths: readonly string[]) =>
    (await readManifestFiles(paths, () => Promise.resolve('from outside'))).map(({ text }) => text);

  it('are those below a folder that are called YAML or JSON, by name', async () => {
    expect(await read(folder)).toEqual(['a', 'b', 'c']);
  });

  it('are any file that is named itself, and each once', async () => {
    expect(await read(join(folder, 'notes.txt'), folder, join(folder, 'b.yaml'))).toEqual(['no', 'a', 'b', 'c']);
  });

  it('come from standard input where - is named', async () => {
    expect(await read('-', join(folder, 'b.yaml'))).toEqual(['from outside', 'b']);
  });

  it('do not lead round in circles through links to folders', async () => {
    symlinkSync(folder, join(folder, 'deep', 'back'));
    expect(await read(folder)).toEqual(['a', 'b', 'c']);
  });

  it('are read through links to files, as mounted ConfigMaps have them', async () => {
    symlinkSync(join(folder, 'b.yaml'), join(folder, 'deep', 'link.yaml'));
    expect(await read(join(folder, 'deep'))).toEqual(['c', 'b']);
  });

  it('are missed with a usage error that names the path', async () => {
    await expect(read(join(folder, 'nowhere'))).rejects.toMatchObject({
      kind: 'usage',
      message: `${join(folder, 'nowhere')} cannot be read: it does not exist.`,
    });
  });

  it('are missed with a usage error in a folder without any', async () => {
    mkdirSync(join(folder, 'empty'));
    await expect(read(join(folder, 'empty'))).rejects.toMatchObject({ kind: 'usage' });
  });

  it('come from standard input once at most', async () => {
    await expect(read('-', '-')).rejects.toMatchObject({ kind: 'usage' });
  });
});
