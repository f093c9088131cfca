import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { getCACertificates } from 'node:tls';
import { PlumblineError } from '../../contracts/errors.ts';
import type { Environment } from '../kubeconfig/paths.ts';
import { isExempt } from './no-proxy.ts';
import { connectThroughSocks } from './socks5.ts';

const connectTimeout = 10_000;
const schemes: readonly string[] = ['http:', 'https:', 'socks5:', 'socks5h:'];

/**
 * The proxy between here and the API server: the cluster's proxy-url, else HTTPS_PROXY unless NO_PROXY exempts the
 * server. Throws a PlumblineError for a proxy that cannot be used.
 */
export function chooseProxy(server: URL, proxyUrl: string | undefined, env: Environment): URL | undefined {
  const [variable, lowerCase] = proxyVariables(server);
  const fromEnvironment = env[variable] || env[lowerCase];
  const host = server.hostname.replace(/^\[|\]$/g, '');
  const port = Number(server.port) || (server.protocol === 'https:' ? 443 : 80);
  const exempt = isExempt(host, port, env['NO_PROXY'] || env['no_proxy'] || '');
  const text = proxyUrl || (fromEnvironment && !exempt ? fromEnvironment : undefined);
  if (text === undefined) return undefined;
  const withScheme = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url !== undefined && url.hostname !== '' && schemes.includes(url.protocol)) return url;
  throw new PlumblineError(
    `The proxy ${withoutPassword(url) ?? text} cannot be used: plumbline speaks to http, https and socks5 proxies.`,
    {
      kind: 'configuration',
      operation: 'choose the proxy',
      object: proxyUrl ? "the cluster's proxy-url" : variable,
      nextStep: 'Name one of these, or reach the server without a proxy.',
    },
  );
}

/** The variables that may name a proxy to the server, the one that wins first. */
export function proxyVariables(server: URL): readonly [string, string] {
  return server.protocol === 'https:' ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy'];
}

function withoutPassword(url: URL | undefined): string | undefined {
  return url === undefined ? undefined : `${url.protocol}//${url.host}`;
}

/** What is asked of a proxy. */
export interface ProxyWay {
  readonly proxy: URL;
  readonly host: string;
  readonly port: number;
  /** PEM of the authority that the cluster trusts; an https proxy may be signed by it, or by one of the usual ones. */
  readonly ca?: Buffer | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Asks the proxy for a way to host:port and resolves to the socket, before any TLS to the server. Rejects with a PlumblineError. */
export async function connectThroughProxy(way: ProxyWay): Promise<Socket> {
  const { proxy, signal } = way;
  const host = way.host.replace(/^\[|\]$/g, '');
  const authority = `${host.includes(':') ? `[${host}]` : host}:${way.port}`;
  const late = AbortSignal.timeout(connectTimeout);
  const either = signal === undefined ? late : AbortSignal.any([signal, late]);
  try {
    if (proxy.protocol.startsWith('socks5')) return await connectThroughSocks(proxy, host, way.port, either);
    return await connectByHttp(proxy, authority, way.ca, either);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new PlumblineError(`The proxy ${withoutPassword(proxy)} gives no way to ${authority}.`, {
      kind: 'unreachable',
      operation: 'connect through the proxy',
      object: authority,
      serverMessage: late.aborted ? `the proxy did not answer within ${connectTimeout / 1000} s` : words,
      nextStep:
        'Check that the proxy runs, the proxy-url of the cluster in the kubeconfig, HTTPS_PROXY and NO_PROXY; plumbline goes on trying.',
      cause: error,
    });
  }
}

function connectByHttp(proxy: URL, authority: string, ca: Buffer | undefined, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const secure = proxy.protocol === 'https:';
    const name = proxy.hostname.replace(/^\[|\]$/g, '');
    const request = (secure ? httpsRequest : httpRequest)({
      host: name,
      // Otherwise Node expects the certificate of the Host header, which is the server's and not the proxy's.
      servername: isIP(name) === 0 ? name : '',
      port: proxy.port || (secure ? 443 : 80),
      method: 'CONNECT',
      path: authority,
      agent: false,
      headers: { host: authority, ...proxyAuthorization(proxy) },
      signal,
      ...(secure && ca !== undefined ? { ca: [...getCACertificates('default'), ca.toString('utf8')] } : {}),
    });
    request.on('connect', (response, socket) => {
      if (response.statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new Error(`HTTP ${response.statusCode} ${response.statusMessage ?? ''}`.trim()));
    });
    request.on('error', reject);
    // A proxy that answers as if this were any request is none.
    request.on('response', (response) => {
      response.destroy();
      reject(new Error(`HTTP ${response.statusCode} ${response.statusMessage ?? ''}`.trim()));
    });
    request.end();
  });
}

function proxyAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}
