/*
 * Makes what is released, in release/: a tarball with Node inside for each architecture and the npm package, each with
 * its sha256 beside it. Two runs on one machine give the same bytes.
 */
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { makeBastionFolder } from './package/bastion-folder.ts';
import { writeSha256 } from './package/digest.ts';
import { architectures } from './package/node-binary.ts';
import { packNpmPackage } from './package/npm-package.ts';
import { makeRelease } from './package/release.ts';
import { packTarXz } from './package/tarball.ts';

/** What a tarball may weigh: it is copied over slow links at bad times. */
const largestTarball = 40_000_000;

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    arch: { type: 'string', multiple: true, default: [...architectures] },
    outdir: { type: 'string', default: join(root, 'release') },
    // Of xz. The tests take a low one, for time.
    level: { type: 'string', default: '6' },
  },
});
const wanted = z.array(z.enum(architectures)).parse(values.arch);
const level = z.coerce.number().int().min(0).max(9).parse(values.level);
const outdir = resolve(values.outdir);

async function announce(file: string, remark: string): Promise<void> {
  const { size } = await stat(file);
  const digest = await writeSha256(file);
  process.stdout.write(`${basename(file)}  ${(size / 1e6).toFixed(1)} MB  sha256 ${digest}${remark}\n`);
}

await mkdir(outdir, { recursive: true });
const work = await mkdtemp(join(tmpdir(), 'plumbline-package-'));
try {
  const release = await makeRelease(work);
  await announce(await packNpmPackage(release, join(work, 'npm'), outdir), '');
  for (const architecture of wanted) {
    const parent = join(work, architecture);
    const folder = `plumbline-${release.version}`;
    const stripped = await makeBastionFolder(release, architecture, join(parent, folder));
    const file = join(outdir, `${folder}-linux-${architecture}.tar.xz`);
    await packTarXz(parent, folder, file, level);
    await announce(file, stripped === undefined ? '  (Node not stripped: no strip here knows it)' : '');
    if ((await stat(file)).size > largestTarball) throw new Error(`${file} is larger than ${largestTarball} bytes.`);
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
