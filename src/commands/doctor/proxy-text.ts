import { chooseProxy, proxyVariables } from '../../kube/http/proxy.ts';
import type { Environment } from '../../kube/kubeconfig/paths.ts';

/**
 * The proxy between here and the API server, and who named it: 'none', 'http://proxy:3128 (HTTPS_PROXY)', 'none: NO_PROXY
 * exempts the server from HTTPS_PROXY'. Without credentials. One that cannot be used is told as the sentence of why. Pure.
 */
export function proxyText(server: URL, proxyUrl: string | undefined, env: Environment): string {
  const named = proxyVariables(server).find((name) => env[name]);
  try {
    const proxy = chooseProxy(server, proxyUrl, env);
    if (proxy !== undefined)
      return `${proxy.protocol}//${proxy.host} (${proxyUrl ? "the cluster's proxy-url" : named})`;
    return named === undefined ? 'none' : `none: NO_PROXY exempts the server from ${named}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
