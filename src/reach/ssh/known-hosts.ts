import { createHmac, randomBytes } from 'node:crypto';
import { keyType } from './key-blob.ts';
import { matchesPattern } from './ssh-config.ts';

/** One usable line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHost {
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  /** The first field: patterns apart by commas, or one hashed name. */
  readonly hosts: string;
  readonly blob: Buffer;
  /** Where it stands: `file:line`. */
  readonly at: string;
}

/** Reads one file's text; comments and lines that are not understood are passed over, as ssh does. Total. */
export function parseKnownHosts(text: string, file: string): readonly KnownHost[] {
  return text.split('\n').flatMap((line, index): readonly KnownHost[] => {
    const fields = line.trim().split(/\s+/);
    const marked = fields[0]?.startsWith('@') === true;
    const marker = marked ? fields.shift() : '@none';
    const [hosts = '', type = '', key = ''] = fields;
    if (hosts === '' || hosts.startsWith('#') || key === '') return [];
    const blob = Buffer.from(key, 'base64');
    if (keyType(blob) !== type) return [];
    if (marker !== '@none' && marker !== '@revoked' && marker !== '@cert-authority') return [];
    const kind = marker === '@none' ? 'none' : marker === '@revoked' ? 'revoked' : 'cert-authority';
    return [{ marker: kind, hosts, blob, at: `${file}:${index + 1}` }];
  });
}

/** Whether the host field of a line names this host; negated patterns win. Hashed names are `|1|salt|HMAC-SHA1`. */
export function namesHost(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) {
    const [, version, salt = '', hash = ''] = hosts.split('|');
    if (version !== '1') return false;
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
  }
  let found = false;
  for (const pattern of hosts.split(',')) {
    if (pattern.startsWith('!')) {
      if (matchesPattern(name, pattern.slice(1))) return false;
    } else found ||= matchesPattern(name, pattern);
  }
  return found;
}

/** The name of a host in known_hosts: its alias, itself, or `[host]:port` on another port than 22. */
export function knownHostName(host: string, port: number, alias: string | undefined): string {
  if (alias !== undefined) return alias.toLowerCase();
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

/** The line that makes a key known, the name hashed or not. */
export function knownHostLine(name: string, blob: Buffer, hashed: boolean): string {
  const salt = randomBytes(20);
  const field = hashed
    ? `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`
    : name;
  return `${field} ${keyType(blob)} ${blob.toString('base64')}\n`;
}
