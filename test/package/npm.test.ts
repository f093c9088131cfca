import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileDigest } from '../../scripts/package/digest.ts';
import { packNpmPackage } from '../../scripts/package/npm-package.ts';
import { makeRelease, type Release } from '../../scripts/package/release.ts';
import { describeWithPrograms } from '../support/needs.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

describeWithPrograms('the npm package', ['npm', 'tar'], () => {
  let place = '';
  let release: Release | undefined;
  let packed = '';
  /** An empty folder in which only the package was installed. */
  let user = '';
  let env: Readonly<Record<string, string>> = {};

  const pack = (name: string): Promise<string> => {
    if (release === undefined) throw new Error('nothing was bundled');
    mkdirSync(join(place, `${name}-out`));
    return packNpmPackage(release, join(place, name), join(place, `${name}-out`));
  };

  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), 'plumbline-npm-test-'));
    release = await makeRelease(place);
    packed = await pack('first');
    user = join(place, 'user');
    mkdirSync(join(user, 'tmp'), { recursive: true });
    // The Node of the tests is found first, whatever the machine has.
    env = { PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`, HOME: user, TMPDIR: join(user, 'tmp') };
    const flags = ['--ignore-scripts', '--offline', '--no-audit', '--no-fund'];
    await run('npm', ['install', ...flags, packed], { cwd: user, env });
  }, 120_000);
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  const installed = (name: string): string => join(user, 'node_modules', '.bin', name);

  it('carries the program, its documents and nothing else', async () => {
    const names = (await run('tar', ['-tzf', packed])).stdout.trim().split('\n');
    const others = names.filter((name) => !/^package\/dist\/(chunks\/)?[\w.-]+$/.test(name));
    const shellFiles = [
      'share/bash-completion/completions/plumbline',
      'share/fish/vendor_completions.d/plumbline.fish',
      'share/kubectl_complete-plumbline',
      'share/man/man1/plumbline.1',
      'share/zsh/site-functions/_plumbline',
    ];
    expect(others.sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', ...shellFiles].map((name) => `package/${name}`),
    );
    expect(names).toContain('package/dist/THIRD-PARTY-NOTICES');
  });

  it('has a manifest without scripts and dependencies, and both names', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(place, 'first', 'package.json'), 'utf8'));
    expect(Object.keys(manifest as object).sort()).toEqual(
      ['name', 'version', 'description', 'license', 'type', 'bin', 'man', 'files', 'engines'].sort(),
    );
    expect(manifest).toMatchObject({
      bin: { plumbline: 'dist/plumbline.js', 'kubectl-plumbline': 'dist/plumbline.js' },
    });
  });

  it('has a shape that publint finds nothing in', async () => {
    const publint = join(root, 'node_modules', 'publint', 'src', 'cli.js');
    expect((await run(process.execPath, [publint, '--strict', join(place, 'first')], { env })).stdout).toContain(
      'All good',
    );
  });

  it('is the same, byte by byte, when it is packed again', async () => {
    const again = await pack('second');
    expect(await fileDigest(again, 'sha256', 'hex')).toBe(await fileDigest(packed, 'sha256', 'hex'));
  });

  it.each(['plumbline', 'kubectl-plumbline'])('installs %s, which runs', async (name) => {
    expect((await run(installed(name), ['--version'], { env })).stdout).toBe(`${release?.version}\n`);
  });

  it('answers kubectl, which asks for completions by the name of the plugin', async () => {
    const asked = { ...env, PATH: `${join(user, 'node_modules', '.bin')}:${env['PATH']}` };
    const { stdout } = await run(installed('kubectl_complete-plumbline'), ['pro', ''], { env: asked });
    expect(stdout).toMatch(/:4\n$/);
    expect((await run(installed('kubectl_complete-plumbline'), ['pro'], { env: asked })).stdout).toMatch(/^probe\t/);
  });

  it('doctor runs', async () => {
    const { stdout } = await run(installed('plumbline'), ['doctor'], { env }).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toMatch(/^Programs here$/m);
  });

  it('serves the demo until it is told to end', async () => {
    const demo = spawn(installed('plumbline'), ['demo', '--backend', 'simulate', '--serve'], { env });
    try {
      const ended = new Promise((resolve) => demo.once('close', resolve));
      const line = await new Promise<string>((resolve, reject) => {
        let text = '';
        demo.stdout.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          if (text.includes('\n')) resolve(text);
        });
        demo.once('close', () => reject(new Error(`it ended after '${text}'`)));
      });
      expect(readFileSync(line.trim(), 'utf8')).toContain('current-context: plumbline-demo');
      demo.kill('SIGTERM');
      expect(await ended).toBe(0);
    } finally {
      demo.kill('SIGKILL');
    }
  });
});
