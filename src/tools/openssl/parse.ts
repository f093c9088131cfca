import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** A certificate of the chain that the server sent. */
export interface ChainCertificate {
  readonly kind: 'certificate';
  readonly depth: number;
  readonly subject: string;
  readonly issuer: string;
  /** As printed, 'Jan  1 00:00:00 2026 GMT'; from OpenSSL 3.0 on. */
  readonly notBefore: string | undefined;
  readonly notAfter: string | undefined;
}

/** A verification error: the code is of X509_V_ERR_…, the words differ between versions ('self signed', 'self-signed'). */
export interface VerifyError {
  readonly kind: 'verify-error';
  readonly code: number;
  readonly words: string;
}

/** An error of the library or of the system: reason, or errno. */
export interface TlsError {
  readonly kind: 'error';
  readonly words: string;
  readonly errno: number | undefined;
}

/** How far the handshake came. */
export interface TlsStep {
  readonly kind: 'step';
  readonly step: 'connected' | 'no certificate' | 'certificate' | 'client certificate wanted';
}

/** What s_client said. */
export interface TlsClient extends Parsed<ChainCertificate | VerifyError | TlsError | TlsStep> {
  readonly protocol: string | undefined;
  readonly cipher: string | undefined;
  /** The last verify return code; undefined where the output ends before. */
  readonly verifyCode: number | undefined;
  readonly verifyWords: string | undefined;
  /** The name that was verified (-verify_hostname); undefined where no name was. */
  readonly verifiedName: string | undefined;
  readonly subject: string | undefined;
}

const unimportant =
  /^(?:Connecting to |---$|DONE$|Certificate chain$|Server certificate$|verify return:|verify depth |issuer=|notBefore=|notAfter=|No client certificate CA names sent|Requested Signature Algorithms|Shared Requested|Requested.*curves|Client Certificate Types|Peer sign|Peer Temp Key|Server Temp Key|Server public key|SSL handshake has read|Verification|Secure Renegotiation|This TLS version|Compression: |Expansion: |No ALPN|ALPN protocol|Early data|Negotiated TLS1\.3 group|SSL-Session:|Post-Handshake|Max Early Data|read R BLOCK|read:errno|closed$|OCSP response|CONNECTION |depth=|Can't use SSL_get_servername|Warning: |Q$|QUIT|renegotiating|DANE TLSA|SRTP |TLS session ticket|Reused, )/;

/** Reads `openssl s_client` of 1.1.1, 3.0 and 3.5; stderr may stand before stdout. */
export function parseTlsClient(lines: readonly string[]): TlsClient {
  let protocol: string | undefined;
  let cipher: string | undefined;
  let verifyCode: number | undefined;
  let verifyWords: string | undefined;
  let verifiedName: string | undefined;
  let subject: string | undefined;
  let encoded = false;
  let pending: { depth: number; subject: string } | undefined;
  const certificates = new Map<number, ChainCertificate>();

  const parsed = parseLines<VerifyError | TlsError | TlsStep>(lines, (line) => {
    if (line.startsWith('-----BEGIN ')) {
      encoded = true;
      return { kind: 'step', step: 'certificate' };
    }
    if (line.startsWith('-----END ')) {
      encoded = false;
      return known;
    }
    if (encoded) return known;
    if (line.startsWith('CONNECTED(')) return { kind: 'step', step: 'connected' };
    if (line.startsWith('no peer certificate available')) return { kind: 'step', step: 'no certificate' };
    if (line.startsWith('Acceptable client certificate CA names'))
      return { kind: 'step', step: 'client certificate wanted' };
    const [, number, words] = /^verify error:num=(\d+):(.*)$/.exec(line) ?? [];
    if (number !== undefined) return { kind: 'verify-error', code: Number(number), words: words ?? '' };
    const [, code, ok] = /^\s*Verify return code: (\d+) \((.*)\)/.exec(line) ?? [];
    if (code !== undefined) {
      verifyCode = Number(code);
      verifyWords = ok;
      return known;
    }
    const [, reason] = /^[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/i.exec(line) ?? [];
    if (reason !== undefined) return { kind: 'error', words: reason, errno: undefined };
    const [, call, errno] = /^(connect|write|read|connect:|socket):?errno=(\d+)/.exec(line) ?? [];
    if (call !== undefined && errno !== '0')
      return { kind: 'error', words: `${call} errno ${errno}`, errno: Number(errno) };
    if (
      /^(?:s_client: |BIO_lookup|gethostbyname|.*Name or service not known|.*nodename nor servname|unable to |Error setting)/.test(
        line,
      )
    )
      return { kind: 'error', words: line, errno: undefined };
    const [, peer] = /^Verified peername: (.+)$/.exec(line) ?? [];
    verifiedName = peer ?? verifiedName;
    const [, of] = /^subject=(.+)$/.exec(line) ?? [];
    subject = of ?? subject;
    const [, version, suite] = /^New, ([^,]+), Cipher is (\S+)/.exec(line) ?? [];
    if (version !== undefined) {
      protocol = version === '(NONE)' ? undefined : version;
      cipher = suite === '(NONE)' ? undefined : suite;
    }
    const [, depth, chained] = /^ ?(\d+) s:(.*)$/.exec(line) ?? [];
    if (depth !== undefined) {
      pending = { depth: Number(depth), subject: chained ?? '' };
      return known;
    }
    const [, issuer] = /^\s+i:(.*)$/.exec(line) ?? [];
    if (issuer !== undefined && pending !== undefined) {
      certificates.set(pending.depth, {
        kind: 'certificate',
        ...pending,
        issuer,
        notBefore: undefined,
        notAfter: undefined,
      });
      return known;
    }
    const [, from, until] = /^\s+v:NotBefore: (.*?); NotAfter: (.*)$/.exec(line) ?? [];
    const last = [...certificates.values()].at(-1);
    if (from !== undefined && last !== undefined) {
      certificates.set(last.depth, { ...last, notBefore: from, notAfter: until });
      return known;
    }
    if (version !== undefined || peer !== undefined || of !== undefined || unimportant.test(line)) return known;
    // Names of CAs, details of sessions and the server's own bytes come indented or as 'Key: value'.
    return /^\s|^Protocol: |^(?:C|CN|O|OU|L|ST|DC) ?= ?|^(?:HTTP\/|< )/.test(line) ? known : undefined;
  });
  return {
    ...parsed,
    items: [...parsed.items, ...certificates.values()],
    protocol,
    cipher,
    verifyCode,
    verifyWords,
    verifiedName,
    subject,
  };
}
