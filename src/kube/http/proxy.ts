import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { PlumblineError } from '../../contracts/errors.ts';
import type { Environment } from '../kubeconfig/paths.ts';

const connectTimeout = 10_000;

/**
 * The proxy between here and the API server: the cluster's proxy-url, else HTTPS_PROXY unless NO_PROXY exempts the
 * server. Throws a PlumblineError for a proxy that cannot be used.
 */
export function chooseProxy(server: URL, proxyUrl: string | undefined, env: Environment): URL | undefined {
  const variable = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const fromEnvironment = env[variable] || env[variable.toLowerCase()];
  const exempt = isExempt(server, env['NO_PROXY'] || env['no_proxy'] || '');
  const text = proxyUrl || (fromEnvironment && !exempt ? fromEnvironment : undefined);
  if (text === undefined) return undefined;
  const withScheme = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new PlumblineError(
    `The proxy ${withoutPassword(url) ?? text} cannot be used: plumbline speaks to http and https proxies only.`,
    {
      kind: 'configuration',
      operation: 'choose the proxy',
      object: proxyUrl ? "the cluster's proxy-url" : variable,
      nextStep: 'Name an http proxy, or reach the server without one.',
    },
  );
}

/** A NO_PROXY list: host names, '.domain' and 'domain' for its subdomains, addresses, '*' for everything. Loopback never goes through a proxy. */
function isExempt(server: URL, list: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return true;
  const hostAndPort = `${host}:${server.port || '443'}`;
  return list
    .split(',')
    .map((entry) =>
      entry
        .trim()
        .toLowerCase()
        .replace(/^\*?\./, ''),
    )
    .some(
      (entry) =>
        entry !== '' && (entry === '*' || entry === host || entry === hostAndPort || host.endsWith(`.${entry}`)),
    );
}

function withoutPassword(url: URL | undefined): string | undefined {
  return url === undefined ? undefined : `${url.protocol}//${url.host}`;
}

/** Asks the proxy for a way to host:port and resolves to the socket, before any TLS to the server. Rejects with a PlumblineError. */
export function connectThroughProxy(
  proxy: URL,
  host: string,
  port: number,
  signal: AbortSignal | undefined,
): Promise<Socket> {
  const authority = `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const refuse = (words: string, cause?: unknown) =>
      reject(
        new PlumblineError(`The proxy ${withoutPassword(proxy)} gives no way to ${authority}.`, {
          kind: 'unreachable',
          operation: 'connect through the proxy',
          object: authority,
          serverMessage: words,
          nextStep: 'Check the proxy-url of the cluster in the kubeconfig, HTTPS_PROXY and NO_PROXY.',
          cause,
        }),
      );
    const request = (proxy.protocol === 'https:' ? httpsRequest : httpRequest)({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: authority,
      agent: false,
      headers: { host: authority, ...proxyAuthorization(proxy) },
      timeout: connectTimeout,
      ...(signal === undefined ? {} : { signal }),
    });
    request.on('connect', (response, socket) => {
      if (response.statusCode === 200) {
        request.setTimeout(0);
        resolve(socket);
        return;
      }
      socket.destroy();
      refuse(`HTTP ${response.statusCode} ${response.statusMessage ?? ''}`.trim());
    });
    request.on('timeout', () =>
      request.destroy(new Error(`the proxy did not answer within ${connectTimeout / 1000} s`)),
    );
    request.on('error', (error) => refuse(error.message, error));
    request.end();
  });
}

function proxyAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}
