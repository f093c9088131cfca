import { classOfWords } from '../connect/words.ts';
import type { Meaning } from '../reading/judged.ts';
import type { ChainCertificate, TlsClient, TlsError, VerifyError } from './parse.ts';

/** Errors of the system by number, as Linux counts them: s_client prints the bare number. */
const errnoWords: Readonly<Record<number, string>> = {
  104: 'Connection reset by peer',
  110: 'Connection timed out',
  111: 'Connection refused',
  113: 'No route to host',
  101: 'Network is unreachable',
  32: 'Broken pipe',
};

/**
 * What s_client means. It exits 0 whatever the certificate is, and prints 'Verify return code: 0 (ok)' when it got none:
 * only a certificate that was received and verified counts.
 */
export function meaningOfTls(client: TlsClient): Meaning {
  const { items } = client;
  const has = (step: string) => items.some((item) => item.kind === 'step' && item.step === step);
  const errors = items.flatMap((item): TlsError[] => (item.kind === 'error' ? [item] : []));
  const words = errors.map((error) =>
    error.errno === undefined ? error.words : (errnoWords[error.errno] ?? error.words),
  );
  const find = (pattern: RegExp) => words.find((one) => pattern.test(one));

  if (!has('connected')) return notConnected(words);
  const noTls = find(
    /wrong version number|packet length too long|unknown protocol|http request|record layer failure|bad record type/i,
  );
  if (noTls !== undefined)
    return { state: 'fault', sentence: `The port answers but speaks no TLS (${noTls}): think of plain HTTP there` };
  if (!has('certificate')) {
    const reset = find(/reset|broken pipe|unexpected eof/i);
    if (reset !== undefined)
      return {
        state: 'fault',
        sentence: `The connection was opened and cut after the TLS hello (${reset}): something between, or the server, does not want it; no certificate was received`,
      };
    const alert = find(/alert/);
    if (alert !== undefined) return { state: 'fault', sentence: `The server refused the handshake: ${alert}` };
    return {
      state: 'fault',
      sentence: `No certificate was received${words[0] === undefined ? '' : ` (${words[0]})`}: 'Verify return code: 0 (ok)' means nothing then`,
    };
  }
  const refusal = find(/alert/);
  if (refusal !== undefined && /certificate required|bad certificate|handshake failure/.test(refusal))
    return {
      state: 'fault',
      sentence: `The server wants a client certificate and refuses without one (${refusal}); its own certificate ${certificateWords(client)}`,
    };
  if (refusal !== undefined) return { state: 'fault', sentence: `The server ended the connection: ${refusal}` };
  const faults = verifyFaults(client);
  if (faults.length > 0) return { state: 'fault', sentence: `The certificate is not trusted: ${faults.join('; ')}` };
  if (client.verifyCode !== 0)
    return { state: 'unknown', sentence: 'A certificate was received; the output ends before its verification' };
  if (has('client certificate wanted'))
    return {
      state: 'unknown',
      sentence: `The server asks for a client certificate and may refuse later, on the first read; its own certificate ${certificateWords(client)}`,
    };
  return { state: 'ok', sentence: `The certificate ${certificateWords(client)}` };
}

function notConnected(words: readonly string[]): Meaning {
  const first = words.find((one) => classOfWords(one) !== undefined) ?? words[0];
  if (first === undefined) return { state: 'unknown', sentence: 'Whether it connected is not told' };
  const of = classOfWords(first);
  if (of === 'refused')
    return { state: 'fault', sentence: `The connect was refused (${first}): nobody listens on that port` };
  return { state: 'fault', sentence: `It did not connect: ${first}` };
}

function certificateWords({ verifiedName, subject, protocol, items }: TlsClient): string {
  const until = leafOf(items)?.notAfter;
  const name =
    verifiedName === undefined
      ? `of ${subject ?? 'an unknown subject'} is trusted, its name was not checked`
      : `is trusted and is for ${verifiedName}`;
  return `${name}${until === undefined ? '' : `, until ${until.replace(/\s+/g, ' ')}`}${protocol === undefined ? '' : ` (${protocol})`}`;
}

function leafOf(items: TlsClient['items']): ChainCertificate | undefined {
  return items.find((item): item is ChainCertificate => item.kind === 'certificate' && item.depth === 0);
}

/** Every verification error once, by its code: a mismatching name and a self-signed certificate may come together. */
function verifyFaults({ items, verifyCode, verifyWords = '', subject }: TlsClient): readonly string[] {
  const found = new Map<number, string>();
  for (const { code, words } of items.filter((item): item is VerifyError => item.kind === 'verify-error'))
    found.set(code, words);
  if (verifyCode !== undefined && verifyCode !== 0 && !found.has(verifyCode)) found.set(verifyCode, verifyWords);
  const leaf = leafOf(items);
  const alone =
    items.filter(({ kind }) => kind === 'certificate').length === 1 &&
    leaf !== undefined &&
    leaf.subject !== leaf.issuer;
  const faults = [...found].map(([code, words]) => {
    if (code === 10)
      return `it has expired${leaf?.notAfter === undefined ? '' : ` on ${leaf.notAfter.replace(/\s+/g, ' ')}`}`;
    if (code === 9)
      return `it is not valid yet${leaf?.notBefore === undefined ? '' : `, only from ${leaf.notBefore.replace(/\s+/g, ' ')}`}: is a clock wrong?`;
    if (code === 18) return 'it is self-signed';
    if (code === 19) return 'its chain ends at a self-signed CA that is not trusted here';
    if (code === 20 || code === 21 || code === 2)
      return alone
        ? `its issuer ${leaf.issuer} is missing: the server sends only its own certificate, not the intermediate one`
        : 'its issuer is not known here';
    if (code === 62) return `it is for ${subject ?? 'another name'}, not for the name that was asked for (${words})`;
    return `${words} (code ${code})`;
  });
  return [...new Set(faults)];
}
