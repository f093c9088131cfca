import { type ErrorFacts, type ErrorKind, PlumblineError } from '../../contracts/errors.ts';

/** What was being asked of whom when the transport failed. */
export interface TransportFacts {
  readonly operation: string;
  readonly object: string | undefined;
  readonly server: URL;
  readonly context: string;
}

interface Explanation {
  readonly kind: ErrorKind;
  readonly sentence: string;
  readonly nextStep: string;
  /** What the other side or the TLS library said, where it tells more than the sentence. */
  readonly words?: string;
}

/** Turns a failure below HTTP (DNS, TCP, TLS, a broken or garbled answer) into one sentence. Errors that already are one pass through. */
export function explainTransportError(error: unknown, facts: TransportFacts): PlumblineError {
  if (error instanceof PlumblineError) return error;
  const { code, message } = rootOf(error);
  const { kind, sentence, nextStep, words } = explain(code, message, facts);
  const errorFacts: ErrorFacts = {
    kind,
    operation: facts.operation,
    object: facts.object ?? `context ${facts.context}`,
    ...(words === undefined ? {} : { serverMessage: words }),
    nextStep,
    cause: error,
  };
  return new PlumblineError(sentence, errorFacts);
}

/** The innermost cause says what happened; the layers above it only say that something did. */
function rootOf(error: unknown): { readonly code: string; readonly message: string } {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    const inner = current instanceof AggregateError ? current.errors[0] : current.cause;
    if (!(inner instanceof Error)) break;
    current = inner;
  }
  if (!(current instanceof Error)) return { code: '', message: String(current) };
  const code = 'code' in current && typeof current.code === 'string' ? current.code : current.name;
  return { code, message: current.message };
}

function explain(code: string, message: string, { operation, server, context }: TransportFacts): Explanation {
  const host = server.host;
  const checkServer = `Check the server address of context ${context}, and that this machine can reach it.`;
  switch (code) {
    case 'ECONNREFUSED':
      return unreachable(`${host} refuses connections: nothing listens there.`, checkServer);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return unreachable(`The name ${server.hostname} cannot be resolved on this machine.`, checkServer);
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return unreachable(
        `${host} does not answer: connecting timed out.`,
        `${checkServer} A firewall or a VPN may be in the way.`,
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return unreachable(`There is no route from this machine to ${host}.`, `${checkServer} A VPN may be down.`);
    case 'UND_ERR_HEADERS_TIMEOUT':
      return unreachable(
        `${host} took the request but did not answer in time.`,
        'The API server may be overloaded; plumbline goes on trying.',
      );
    case 'UND_ERR_BODY_TIMEOUT':
      return interrupted(`${host} stopped in the middle of an answer.`);
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
    case 'UND_ERR_CLOSED':
    case 'UND_ERR_DESTROYED':
      return interrupted(`${host} broke the connection while plumbline was to ${operation}.`);
    case 'UND_ERR_ABORTED':
    case 'ABORT_ERR':
    case 'AbortError':
      return interrupted(`To ${operation} was given up.`);
    default:
      return explainTls(code, message, host, context) ?? explainProtocol(code, message, host, operation, checkServer);
  }
}

function explainTls(code: string, message: string, host: string, context: string): Explanation | undefined {
  const authentication = (sentence: string, nextStep: string): Explanation => ({
    kind: 'authentication',
    sentence,
    nextStep,
    words: tlsWords(message),
  });
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return unreachable(
        `The certificate of ${host} has expired.`,
        'Renew it on the control plane (kubeadm: `kubeadm certs renew all`), and check the clock of this machine.',
      );
    case 'CERT_NOT_YET_VALID':
      return unreachable(`The certificate of ${host} is not valid yet.`, 'Check the clock of this machine.');
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'CERT_SIGNATURE_FAILURE':
    case 'CERT_UNTRUSTED':
      return unreachable(
        `The certificate of ${host} is not signed by the CA that context ${context} trusts.`,
        'Check certificate-authority of the cluster in the kubeconfig: it may belong to another cluster, or the cluster was built anew.',
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        ...unreachable(
          `The certificate of ${host} is for other names than that.`,
          'Use a name the certificate has, or set tls-server-name in the kubeconfig.',
        ),
        words: message,
      };
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'ERR_SSL_HTTP_REQUEST':
      return unreachable(
        `${host} does not speak TLS.`,
        'Check the port in the server address; the server may be plain http, or another program listens there.',
      );
    default:
      break;
  }
  if (/ALERT_CERTIFICATE_EXPIRED/.test(code)) {
    return authentication(
      `${host} refused the client certificate of context ${context}: it has expired.`,
      'Get a new client certificate or kubeconfig.',
    );
  }
  if (
    /ALERT_(BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|CERTIFICATE_REQUIRED|CERTIFICATE_REVOKED|UNSUPPORTED_CERTIFICATE)|HANDSHAKE_FAILURE/.test(
      code,
    )
  ) {
    return authentication(
      `${host} refused the client certificate of context ${context}.`,
      'Check client-certificate of the user in the kubeconfig.',
    );
  }
  if (code.startsWith('ERR_OSSL') || code === 'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE') {
    return {
      kind: 'configuration',
      sentence: `A certificate or key of context ${context} cannot be used: ${message}.`,
      nextStep: 'Check certificate-authority, client-certificate and client-key in the kubeconfig.',
    };
  }
  return code.startsWith('ERR_SSL') || code === 'EPROTO'
    ? {
        ...unreachable(
          `${host} and plumbline found no common way to encrypt.`,
          `Check the server address of context ${context}, and which TLS versions the server accepts.`,
        ),
        words: tlsWords(message),
      }
    : undefined;
}

/** OpenSSL writes thread, code, library, function, reason, file and line; the reason is what a reader can use. */
function tlsWords(message: string): string {
  return /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1] ?? message;
}

function explainProtocol(
  code: string,
  message: string,
  host: string,
  operation: string,
  checkServer: string,
): Explanation {
  if (
    code.startsWith('HPE_') ||
    code === 'HTTPParserError' ||
    code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' ||
    code === 'UND_ERR_HEADERS_OVERFLOW'
  ) {
    return { kind: 'protocol', sentence: `${host} answered something that is not HTTP.`, nextStep: checkServer };
  }
  if (/socket disconnected before secure TLS/.test(message))
    return interrupted(`${host} broke the connection before it was encrypted.`);
  return { kind: 'unreachable', sentence: `To ${operation} failed: ${message || code}.`, nextStep: checkServer };
}

function unreachable(sentence: string, nextStep: string): Explanation {
  return { kind: 'unreachable', sentence, nextStep };
}

function interrupted(sentence: string): Explanation {
  return {
    kind: 'interrupted',
    sentence,
    nextStep:
      'plumbline tries again where it can; if it goes on, look at the network and the load balancer in between.',
  };
}
