import { X509Certificate } from 'node:crypto';
import { PlumblineError } from '../../contracts/errors.ts';
import type { Instant } from '../../contracts/time.ts';
import type { TransportFacts } from './transport-error.ts';

/**
 * Servers tell little of why they refuse a client certificate: a 401, an alert, or a reset. When the certificate is
 * out of date on this machine's clock, that is the likely reason, and it is said; otherwise the error stays as it is.
 */
export function blameExpiredCertificate(
  error: PlumblineError,
  cert: Buffer | undefined,
  now: Instant,
  facts: TransportFacts,
): PlumblineError {
  if (cert === undefined || (error.facts.status !== undefined && error.facts.status !== 401)) return error;
  if (error.kind !== 'authentication' && error.kind !== 'interrupted') return error;
  const until = validUntil(cert);
  if (until === undefined || until >= now) return error;
  const day = new Date(until).toISOString().slice(0, 10);
  return new PlumblineError(`The client certificate of context ${facts.context} expired on ${day}.`, {
    ...error.facts,
    kind: 'authentication',
    nextStep:
      'Get a new client certificate or kubeconfig (kubeadm: `kubeadm certs renew`), and check the clock of this machine.',
    cause: error,
  });
}

function validUntil(pem: Buffer): Instant | undefined {
  try {
    const at = Date.parse(new X509Certificate(pem).validTo);
    return Number.isNaN(at) ? undefined : at;
  } catch {
    return undefined;
  }
}
