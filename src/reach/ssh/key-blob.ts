import { createHash } from 'node:crypto';

/** The type that stands at the start of a public key in the wire format (RFC 4253 section 6.6); '' when it is none. */
export function keyType(blob: Buffer): string {
  if (blob.length < 4) return '';
  const length = blob.readUInt32BE(0);
  return length > 0 && length <= 64 && blob.length >= 4 + length ? blob.subarray(4, 4 + length).toString('latin1') : '';
}

/** 'ED25519', 'ECDSA', 'RSA': a key's type as ssh tells it to people. */
export function keyTypeWords(type: string): string {
  if (type === 'ssh-ed25519') return 'ED25519';
  if (type.startsWith('ecdsa-')) return 'ECDSA';
  return type === 'ssh-rsa' || type.startsWith('rsa-') ? 'RSA' : type;
}

/** 'SHA256:…' as ssh-keygen -l prints it. */
export function fingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}
