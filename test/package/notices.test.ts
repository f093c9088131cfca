import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { thirdPartyNotices } from '../../scripts/package/notices.ts';

/** The notices of a bundle with one package of this manifest. */
function noticesOf(manifest: object): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'plumbline-notices-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join('node_modules', 'one');
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ name: 'one', version: '1.2.3', ...manifest }));
  writeFileSync(join(root, folder, 'LICENSE'), 'Do as you like.\n');
  const input = { bytesInOutput: 1 };
  const output = { bytes: 1, inputs: { [`${folder}/index.js`]: input }, imports: [], exports: [] };
  return thirdPartyNotices(root, { inputs: {}, outputs: { 'main.js': output } });
}

it('a package is named with its licence and the text of it', async () => {
  expect(await noticesOf({ license: 'ISC' })).toContain('one 1.2.3\nLicence: ISC\n\nDo as you like.');
});

it('a package that lists its licences in the old way is read as well', async () => {
  expect(await noticesOf({ licenses: [{ type: 'MIT', url: 'https://example.com' }] })).toContain('Licence: MIT\n');
});

it('a package that names no licence is not bundled in silence', async () => {
  await expect(noticesOf({})).rejects.toThrow('one 1.2.3 names no licence.');
});
