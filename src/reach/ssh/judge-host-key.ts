import { keyType } from './key-blob.ts';
import { type KnownHost, knownHostName, namesHost } from './known-hosts.ts';

/** Which host a key is judged for. */
export interface HostIdentity {
  readonly host: string;
  readonly port: number;
  readonly alias: string | undefined;
}

/** What known_hosts says about a key that a server offered. */
export type HostKeyJudgement =
  | { readonly kind: 'known' }
  /** Never seen; `others` are keys of other types that are known for the same host. */
  | { readonly kind: 'unknown'; readonly name: string; readonly others: readonly KnownHost[] }
  | { readonly kind: 'changed'; readonly name: string; readonly expected: KnownHost }
  | { readonly kind: 'revoked'; readonly name: string; readonly line: KnownHost };

/**
 * Judges an offered key as ssh does: a revoked one never counts, a matching one does, another key of the same type is a
 * changed one. On other ports than 22 a line without the port may confirm a key, never contradict it. Pure.
 */
export function judgeHostKey(entries: readonly KnownHost[], identity: HostIdentity, key: Buffer): HostKeyJudgement {
  const { host, port, alias } = identity;
  const name = knownHostName(host, port, alias);
  const plainName = knownHostName(host, 22, alias);
  const named = entries.filter(({ hosts }) => namesHost(hosts, name));
  const revoked = entries.find(
    ({ marker, hosts, blob }) =>
      marker === 'revoked' && blob.equals(key) && (namesHost(hosts, name) || namesHost(hosts, plainName)),
  );
  if (revoked !== undefined) return { kind: 'revoked', name, line: revoked };
  const plain = named.filter(({ marker }) => marker === 'none');
  if (plain.some(({ blob }) => blob.equals(key))) return { kind: 'known' };
  const sameType = plain.find(({ blob }) => keyType(blob) === keyType(key));
  if (sameType !== undefined) return { kind: 'changed', name, expected: sameType };
  const withoutPort = entries.some(
    ({ marker, hosts, blob }) => marker === 'none' && blob.equals(key) && namesHost(hosts, plainName),
  );
  return withoutPort ? { kind: 'known' } : { kind: 'unknown', name, others: plain };
}

/** The types of the keys known for a host: a server is asked for those first, else it may offer one that is not known. */
export function knownKeyTypes(entries: readonly KnownHost[], { host, port, alias }: HostIdentity): readonly string[] {
  const names = [knownHostName(host, port, alias), knownHostName(host, 22, alias)];
  const named = entries.filter(
    ({ marker, hosts }) => marker === 'none' && names.some((name) => namesHost(hosts, name)),
  );
  return [...new Set(named.map(({ blob }) => keyType(blob)))];
}

/** Whether certificates vouch for this host: an authority is named for it. */
export function hasAuthority(entries: readonly KnownHost[], { host, port, alias }: HostIdentity): boolean {
  const name = knownHostName(host, port, alias);
  return entries.some(({ marker, hosts }) => marker === 'cert-authority' && namesHost(hosts, name));
}
