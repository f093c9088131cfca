import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';
import { readCurlTimings } from './write-out.ts';

/** One thing that curl told of a transfer. */
export type CurlEvent =
  | { readonly kind: 'trying'; readonly address: string }
  | { readonly kind: 'connected'; readonly address: string | undefined }
  | { readonly kind: 'connect-failed'; readonly words: string }
  | { readonly kind: 'tls'; readonly version: string }
  | { readonly kind: 'certificate'; readonly words: string }
  | { readonly kind: 'verified' }
  | { readonly kind: 'response'; readonly status: number }
  | { readonly kind: 'trouble'; readonly words: string }
  | { readonly kind: 'ended'; readonly code: number; readonly words: string | undefined };

/** Reads `curl -v`, the last line of a plain curl, and what -w writes (JSON, or `code=… exit=… err=…`), of 7.58 to 8.x. */
export function parseCurl(lines: readonly string[]): Parsed<CurlEvent> {
  let body = false;
  return parseLines<CurlEvent>(
    lines,
    (line) => {
      const written = writtenOut(line);
      if (written !== undefined) return written;
      const [, code, words] = /^curl: \((\d+)\) ?(.*)$/.exec(line) ?? [];
      if (code !== undefined) return { kind: 'ended', code: Number(code), words };
      if (/^< ?$/.test(line)) body = true;
      const [, status] = /^< HTTP\/[\d.]+ (\d{3})/.exec(line) ?? [];
      if (status !== undefined) {
        body = false;
        return { kind: 'response', status: Number(status) };
      }
      const verbose = /^\* +(.*)$/.exec(line)?.[1];
      if (verbose !== undefined) return verboseEvent(verbose);
      if (/^[<>{}] ?|^\s+% Total|^\s+Dload|^\s*\d+ .*--:--|^\s*\d+\s+\d+\s+\d+\s+\d+|^\r/.test(line)) return known;
      if (
        /^(?:More details here: |curl failed to verify|establish a secure connection|how to fix it|curl performs SSL|To learn more)/.test(
          line,
        )
      )
        return known;
      // With -i or -I the head of the answer has no mark.
      const [, plain] = /^HTTP\/[\d.]+ (\d{3})/.exec(line) ?? [];
      if (plain !== undefined) {
        body = true;
        return { kind: 'response', status: Number(plain) };
      }
      return body ? known : undefined;
    },
    /^curl: /,
  );
}

function verboseEvent(text: string): CurlEvent | typeof known {
  const [, trying] = /^Trying (\S+?)\.{3}/.exec(text) ?? [];
  if (trying !== undefined) return { kind: 'trying', address: trying };
  const [, address] = /^(?:Connected to|Established connection to) .+? \((\S+?)(?: port \d+)?\)/.exec(text) ?? [];
  if (address !== undefined) return { kind: 'connected', address };
  const [, failed] = /^connect to .* failed: (.*)$/.exec(text) ?? [];
  if (failed !== undefined) return { kind: 'connect-failed', words: failed };
  const [, version] = /^SSL connection using ([^/]+?) \//.exec(text) ?? [];
  if (version !== undefined) return { kind: 'tls', version };
  if (text.startsWith('SSL certificate verify ok')) return { kind: 'verified' };
  if (/^(?:subject: |expire date: |start date: |issuer: |subjectAltName)/.test(text))
    return { kind: 'certificate', words: text };
  // The hello goes out only over a connection, even where 8.x has not said yet that it is connected.
  if (/^TLSv[\d.]+ \(OUT\), TLS handshake, Client hello/.test(text)) return { kind: 'connected', address: undefined };
  if (
    /failure:|SSL_connect|SSL_read|SSL_write|^error:|^SSL: |^SSL certificate problem|timed out|Could not resolve|Couldn't resolve|Empty reply|^OpenSSL\/|routines:|^Failed to connect|SSL certificate verify result/.test(
      text,
    )
  )
    return { kind: 'trouble', words: text };
  return known;
}

/** What -w wrote: the JSON document, or pairs of the names that operators use in formats of their own. */
function writtenOut(line: string): readonly CurlEvent[] | undefined {
  if (/^\s*\{"/.test(line)) {
    const timings = readCurlTimings(line);
    if (timings === undefined || (timings.exitCode === undefined && timings.httpCode === undefined)) return undefined;
    return [
      ...(timings.connectMilliseconds === undefined ? [] : [{ kind: 'connected', address: timings.address } as const]),
      ...(timings.httpCode === undefined ? [] : [{ kind: 'response', status: timings.httpCode } as const]),
      ...(timings.exitCode === undefined
        ? []
        : [{ kind: 'ended', code: timings.exitCode, words: timings.error } as const]),
    ];
  }
  const [, exit] = /\bexit(?:code)?=(\d+)/.exec(line) ?? [];
  const [, status] = /\b(?:http_|response_)?code=(\d{3})\b/.exec(line) ?? [];
  if (line.startsWith('*') || (exit === undefined && status === undefined)) return undefined;
  const [, error = ''] = /\b(?:err|errormsg)=(.*?)(?= \w+=|$)/.exec(line) ?? [];
  const [, tcp] = /\b(?:tcp|connect|time_connect)=([\d.]+)/.exec(line) ?? [];
  const [, address] = /\b(?:ip|remote_ip)=([0-9a-f.:]+)/.exec(line) ?? [];
  return [
    ...(Number(tcp) > 0 ? [{ kind: 'connected', address } as const] : []),
    ...(status === undefined || status === '000' ? [] : [{ kind: 'response', status: Number(status) } as const]),
    ...(exit === undefined
      ? []
      : [{ kind: 'ended', code: Number(exit), words: error === '' ? undefined : error } as const]),
  ];
}
