import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { z } from 'zod';
import { mitLicence } from './mit-licence.ts';

/** A package's own words on its licence; `licenses` is how npm had it before 2014, and some have it still. */
const manifest = z
  .object({
    name: z.string(),
    version: z.string(),
    license: z.string().optional(),
    licenses: z.array(z.object({ type: z.string() })).optional(),
    author: z.union([z.string(), z.object({ name: z.string() })]).optional(),
  })
  .transform(({ license, licenses, ...rest }, context) => {
    const named = license ?? licenses?.map(({ type }) => type).join(' OR ');
    if (named !== undefined && named !== '') return { ...rest, license: named };
    context.addIssue(`${rest.name} ${rest.version} names no licence.`);
    return z.NEVER;
  });

const licenceFile = /^(un)?licen[cs]e|^notice|^copying/i;

/** The folders, relative to the checkout, of the packages of which at least one byte is in the bundle; sorted. */
export function bundledPackages(metafile: Metafile): readonly string[] {
  const folders = new Set<string>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  }
  return [...folders].sort();
}

async function notice(folder: string): Promise<string> {
  const { name, version, license, author } = manifest.parse(
    JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')),
  );
  const files = (await readdir(folder)).filter((file) => licenceFile.test(file)).sort();
  const texts = await Promise.all(files.map(async (file) => (await readFile(join(folder, file), 'utf8')).trim()));
  if (texts.length === 0) {
    if (license !== 'MIT') throw new Error(`${name} ${version} (${license}) comes without its licence's text.`);
    texts.push(mitLicence(typeof author === 'object' ? author.name : (author ?? `The authors of ${name}`)));
  }
  return [`${name} ${version}`, `Licence: ${license}`, '', ...texts].join('\n');
}

/** The licences of everything in the bundle; the same package in the same version is named once. */
export async function thirdPartyNotices(root: string, metafile: Metafile): Promise<string> {
  const notices = await Promise.all(bundledPackages(metafile).map((folder) => notice(join(root, folder))));
  const head = 'plumbline contains the packages below, each under its own licence.';
  return `${[head, ...new Set(notices)].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
