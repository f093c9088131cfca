import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bastionLauncher } from '../../scripts/package/bastion-launcher.ts';
import { fileDigest } from '../../scripts/package/digest.ts';
import { thirdPartyNotices } from '../../scripts/package/notices.ts';
import { packTarXz } from '../../scripts/package/tarball.ts';
import { describeWithPrograms } from '../support/needs.ts';

let place = '';
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'plumbline-archive-test-'));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

describeWithPrograms('an archive', ['tar', 'xz'], () => {
  it('depends on names and contents, not on times, modes and the order in which files were made', async () => {
    const digests: string[] = [];
    for (const [index, names] of [
      ['a', 'b', 'c'],
      ['c', 'b', 'a'],
    ].entries()) {
      const parent = join(place, `made-${index}`);
      mkdirSync(join(parent, 'folder'), { recursive: true, mode: 0o700 + index * 0o55 });
      for (const name of names) {
        writeFileSync(join(parent, 'folder', name), `content of ${name}`, { mode: index === 0 ? 0o600 : 0o664 });
        utimesSync(join(parent, 'folder', name), 1_000_000 * index, 1_000_000 * index);
      }
      const file = join(parent, 'out.tar.xz');
      await packTarXz(parent, 'folder', file, 1);
      digests.push(await fileDigest(file, 'sha256', 'hex'));
    }
    expect(digests[0]).toBe(digests[1]);
  });
});

describe('the launcher of the tarball', () => {
  it.each([
    ['x64', 'x86_64'],
    ['arm64', 'aarch64'],
  ] as const)('for %s says on another machine which package it is', (architecture, machine) => {
    const bin = join(place, architecture, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'plumbline'), bastionLauncher(architecture), { mode: 0o755 });
    writeFileSync(join(bin, 'uname'), '#!/bin/sh\necho riscv64\n', { mode: 0o755 });
    const env = { PATH: `${bin}:/usr/bin:/bin` };
    expect(() => execFileSync(join(bin, 'plumbline'), { env, stdio: 'pipe' })).toThrow(
      `plumbline: this is the package for ${machine} (${architecture}), and this machine is riscv64.`,
    );
  });

  it('says so when its Node may not be run where it lies', () => {
    const bin = join(place, 'noexec', 'bin');
    mkdirSync(join(place, 'noexec', 'lib', 'node'), { recursive: true });
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'plumbline'), bastionLauncher('x64'), { mode: 0o755 });
    writeFileSync(join(bin, 'uname'), '#!/bin/sh\necho x86_64\n', { mode: 0o755 });
    writeFileSync(join(place, 'noexec', 'lib', 'node', 'node'), '', { mode: 0o644 });
    const env = { PATH: `${bin}:/usr/bin:/bin` };
    expect(() => execFileSync(join(bin, 'plumbline'), { env, stdio: 'pipe' })).toThrow(
      /lib\/node\/node may not be run here; .* without noexec/,
    );
  });
});

describe('the third-party notices', () => {
  /** A package in a checkout of its own, of which `bytesInOutput` bytes were bundled. */
  async function noticesOf(name: string, manifest: object, files: Readonly<Record<string, string>>, bytesInOutput = 9) {
    const checkout = join(place, `notices-${name}`);
    const folder = join(checkout, 'node_modules', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', ...manifest }));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    const inputs = { [`node_modules/${name}/index.js`]: { bytesInOutput } };
    return thirdPartyNotices(checkout, {
      inputs: {},
      outputs: { 'main.js': { bytes: 9, inputs, imports: [], exports: [] } },
    });
  }

  it('hold the licence and the notice of a bundled package', async () => {
    const text = await noticesOf('left', { license: 'Apache-2.0' }, { LICENSE: 'the terms', NOTICE: 'the notice' });
    expect(text).toMatch(/left 1\.2\.3\nLicence: Apache-2\.0\n\nthe terms\nthe notice\n$/);
  });

  it('leave out a package of which nothing was bundled', async () => {
    expect(await noticesOf('unused', { license: 'MIT' }, { LICENSE: 'the terms' }, 0)).not.toContain('unused');
  });

  it("hold MIT's text for a package that declares it and ships none", async () => {
    const text = await noticesOf('bare', { license: 'MIT', author: { name: 'A. Author' } }, {});
    expect(text).toMatch(/Copyright \(c\) A\. Author\n[^]*WITHOUT WARRANTY OF ANY KIND/);
  });

  it('are not made when a package comes without its terms', async () => {
    await expect(noticesOf('odd', { license: 'Odd-1.0' }, {})).rejects.toThrow(
      "odd 1.2.3 (Odd-1.0) comes without its licence's text.",
    );
  });
});
