import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HostSettings } from './host-settings.ts';
import { fingerprint } from './key-blob.ts';
import { type HostIdentity, type HostKeyJudgement, judgeHostKey } from './judge-host-key.ts';
import { type KnownHost, knownHostLine, parseKnownHosts } from './known-hosts.ts';

/** What the operator has agreed to trust: fingerprints (`SHA256:…`) named on the command line. */
export type AcceptedKeys = ReadonlySet<string>;

/** The host whose key is looked up. */
export function identityOf({ hostName, port, hostKeyAlias }: HostSettings): HostIdentity {
  return { host: hostName, port, alias: hostKeyAlias };
}

/** The known_hosts files of a host, those that can be read. Never rejects. */
export async function readKnownHosts({ knownHostsFiles }: HostSettings): Promise<readonly KnownHost[]> {
  const texts = await Promise.all(
    knownHostsFiles.map(async (file) => parseKnownHosts(await readFile(file, 'utf8').catch(() => ''), file)),
  );
  return texts.flat();
}

/**
 * Judges a key that a host offers. One that is unknown and was accepted by its fingerprint is added to the first
 * known_hosts file and counts as known from then on; a changed or revoked one is never accepted that way.
 */
export async function checkHostKey(
  settings: HostSettings,
  key: Buffer,
  accepted: AcceptedKeys,
): Promise<HostKeyJudgement> {
  const judgement = judgeHostKey(await readKnownHosts(settings), identityOf(settings), key);
  if (judgement.kind !== 'unknown' || !accepted.has(fingerprint(key))) return judgement;
  const [file] = settings.knownHostsFiles;
  if (file !== undefined && file !== '/dev/null') {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await appendFile(file, await lineAfter(file, knownHostLine(judgement.name, key, settings.hashKnownHosts)), {
      mode: 0o600,
    });
  }
  return { kind: 'known' };
}

/** A file that somebody ended without a newline must not swallow the new line. */
async function lineAfter(file: string, line: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text === '' || text.endsWith('\n') ? line : `\n${line}`;
}
