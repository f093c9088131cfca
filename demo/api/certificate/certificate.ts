import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import {
  bitString,
  boolean,
  explicit,
  generalizedTime,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  utf8String,
} from './der.ts';

/** A self-made authority and a certificate that it signed for the demo's API server. All texts are PEM. */
export interface ServerCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

interface CertificatePlan {
  readonly subject: string;
  readonly issuer: string;
  readonly subjectKey: KeyObject;
  readonly issuerKeys: KeyPair;
  readonly extensions: readonly Buffer[];
}

const ecdsaWithSha256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));
const commonName = '2.5.4.3';
const validity = 30 * 86_400_000;

const name = (text: string): Buffer => sequence(set(sequence(objectIdentifier(commonName), utf8String(text))));

const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));

/** RFC 5280 4.2.1.2: any value that identifies the key; here the digest of its SubjectPublicKeyInfo. */
const keyIdentifier = (key: KeyObject): Buffer =>
  createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();

function subjectAlternativeNames(names: readonly string[]): Buffer {
  const general = names.map((text) =>
    isIP(text) === 4 ? implicit(7, Buffer.from(text.split('.').map(Number))) : implicit(2, Buffer.from(text, 'ascii')),
  );
  return extension('2.5.29.17', false, sequence(...general));
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** An X.509 v3 certificate (RFC 5280), signed with ECDSA P-256, good from five minutes ago for thirty days. */
function issue(plan: CertificatePlan): string {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x01;
  const now = Date.now();
  const toBeSigned = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    name(plan.issuer),
    sequence(generalizedTime(now - 300_000), generalizedTime(now + validity)),
    name(plan.subject),
    plan.subjectKey.export({ type: 'spki', format: 'der' }),
    explicit(
      3,
      sequence(
        ...plan.extensions,
        extension('2.5.29.14', false, octetString(keyIdentifier(plan.subjectKey))),
        extension('2.5.29.35', false, sequence(implicit(0, keyIdentifier(plan.issuerKeys.publicKey)))),
      ),
    ),
  );
  const signature = sign('sha256', toBeSigned, plan.issuerKeys.privateKey);
  return pem('CERTIFICATE', sequence(toBeSigned, ecdsaWithSha256, bitString(signature)));
}

/** Makes a fresh authority and a server certificate for `names` (IPv4 addresses and DNS names). */
export function makeServerCertificate(names: readonly string[]): ServerCertificate {
  const authorityKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const serverKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const authorityName = 'plumbline-demo-ca';
  const common = { issuer: authorityName, issuerKeys: authorityKeys };
  return {
    authority: issue({
      ...common,
      subject: authorityName,
      subjectKey: authorityKeys.publicKey,
      extensions: [
        extension('2.5.29.19', true, sequence(boolean(true))),
        extension('2.5.29.15', true, bitString(Buffer.from([0b0000_0110]), 1)),
      ],
    }),
    certificate: issue({
      ...common,
      subject: 'plumbline-demo',
      subjectKey: serverKeys.publicKey,
      extensions: [
        extension('2.5.29.15', true, bitString(Buffer.from([0b1000_0000]), 7)),
        extension('2.5.29.37', false, sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'))),
        subjectAlternativeNames(names),
      ],
    }),
    key: serverKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
