import type { Meaning } from '../reading/judged.ts';
import type { SavedOutput } from '../reading/reading.ts';
import type { CurlEvent } from './transcript.ts';

/** What a run of curl means, by how far it came and by its own words. */
export function meaningOfCurl(events: readonly CurlEvent[], { exitCode }: SavedOutput): Meaning {
  const ended = events.findLast((event) => event.kind === 'ended');
  const code = ended?.code ?? exitCode;
  const status = events.findLast((event) => event.kind === 'response')?.status;
  const connected = events.some(({ kind }) => kind === 'connected');
  const address = events.flatMap((event) => (event.kind === 'connected' ? (event.address ?? []) : [])).at(-1);
  const where = address === undefined ? '' : ` to ${address}`;
  const words = [ended?.words ?? '', ...events.flatMap((event) => (event.kind === 'trouble' ? [event.words] : []))];
  const said = words.find((one) => one !== '') ?? `exit code ${code}`;
  const cause = events.findLast((event) => event.kind === 'connect-failed')?.words;
  const matches = (pattern: RegExp) => words.find((one) => pattern.test(one));
  const fault = (sentence: string): Meaning => ({ state: 'fault', sentence });

  if (matches(/Resolving timed out/) !== undefined) return fault(`The name servers did not answer: ${said}`);
  if (code === 6 || matches(/^Could(?:n't| not) resolve host/) !== undefined)
    return fault(`The name was not resolved, so nothing was connected: ${said}`);
  const alert = matches(/alert certificate required|alert bad certificate|alert handshake failure/);
  if (alert !== undefined)
    return fault(
      `The server wants a client certificate and refuses after the handshake (${alert.replace(/^.*routines:+/, '')})`,
    );
  if (matches(/wrong version number|packet length too long|unsupported protocol/) !== undefined)
    return fault(`The port answers but speaks no TLS (wrong version number): think of plain HTTP there`);
  const distrusted = matches(
    /SSL certificate problem|no alternative certificate subject name|certificate has expired|SSL: .*match/,
  );
  if (code === 60 || code === 51 || distrusted !== undefined)
    return fault(`The certificate is not trusted: ${certificateWords(distrusted ?? said, events)}`);
  const reset = matches(/Connection reset|reset by peer|unexpected eof/);
  if (reset !== undefined)
    return fault(
      `The connection${where} was opened and then reset (${reset.trim()}): after the hello it is something between, or the server`,
    );
  if (code === 28 && connected)
    return fault(
      `Connected${where}, and then no answer came: think of the path MTU, or of a server that hangs (${said})`,
    );
  if (code === 28) return fault(`The connect timed out: packets or their answers vanish on the way (${said})`);
  if (code === 7 || cause !== undefined)
    return fault(
      cause === undefined
        ? `It did not connect, and curl does not say why: refused and no route look alike without -v (${said})`
        : cause === 'Connection refused'
          ? 'The connect was refused: something answered, and nobody listens there (or a filter rejects)'
          : `It did not connect: ${cause}`,
    );
  if (code === 52) return fault(`Connected${where}, and the server closed without an answer`);
  if (code !== undefined && code !== 0) return fault(said);
  if (status !== undefined && status >= 400)
    return { state: 'warning', sentence: `Connected${where}; the server answers ${status}` };
  if (status !== undefined && (code === 0 || ended === undefined)) {
    const tls = events.findLast((event) => event.kind === 'tls')?.version;
    const trusted = events.some(({ kind }) => kind === 'verified');
    return {
      state: 'ok',
      sentence: `Connected${where}; the server answers ${status}${tls === undefined ? '' : ` over ${tls}${trusted ? ', its certificate is trusted' : ', its certificate was not verified'}`}`,
    };
  }
  if (connected) return { state: 'unknown', sentence: `Connected${where}; what came of it is not told` };
  return { state: 'unknown', sentence: 'It tried to connect; what came of it is not told' };
}

/** X509 troubles in plain words, with what the certificate says of itself where -v shows it. */
function certificateWords(said: string, events: readonly CurlEvent[]): string {
  const subject = events
    .flatMap((event) => (event.kind === 'certificate' ? (/^subject: (.*)$/.exec(event.words)?.[1] ?? []) : []))
    .at(0);
  if (/expired/.test(said)) return 'it has expired';
  if (/not yet valid/.test(said)) return 'it is not valid yet: is a clock wrong?';
  if (/self.signed certificate in certificate chain/.test(said))
    return 'its chain ends at a self-signed CA that is not trusted here';
  if (/self.signed/.test(said)) return 'it is self-signed';
  if (/local issuer|first certificate/.test(said))
    return 'its issuer is not known here: the intermediate certificate or the CA is missing';
  const [, name] = /target host ?name '([^']*)'/.exec(said) ?? [];
  if (name !== undefined) return `it is not for ${name}${subject === undefined ? '' : ` but for ${subject}`}`;
  return said;
}
