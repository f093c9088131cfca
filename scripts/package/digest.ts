import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The digest of a file's content. */
export async function fileDigest(
  file: string,
  algorithm: 'sha256' | 'sha512',
  encoding: 'hex' | 'base64',
): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest(encoding);
}

/** Writes `FILE.sha256` beside the file, as `sha256sum -c` reads it, and resolves to the digest. */
export async function writeSha256(file: string): Promise<string> {
  const digest = await fileDigest(file, 'sha256', 'hex');
  await writeFile(`${file}.sha256`, `${digest}  ${basename(file)}\n`);
  return digest;
}
