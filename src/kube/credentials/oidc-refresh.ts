import { readFile } from 'node:fs/promises';
import { request } from 'undici';
import { type Fields, isFields, textOf, textsOf } from '../../inventory/prune/fields.ts';
import { keepPools } from '../http/pools.ts';
import { chooseProxy } from '../http/proxy.ts';
import type { Environment } from '../kubeconfig/paths.ts';

/** Documents of an identity provider are small; what is longer is something else. */
const answerLimit = 256 * 1024;

export type RefreshOutcome =
  | { readonly kind: 'renewed'; readonly idToken: string; readonly refreshToken: string | undefined }
  /** `who` in the sentence, `words` the provider's own. */
  | { readonly kind: 'refused'; readonly who: string; readonly words: string };

/**
 * Asks the issuer of an `oidc` entry for a new id-token by its refresh-token (OpenID Connect Core 1.0, section 12; the
 * token endpoint by OpenID Connect Discovery). `config` is the entry's `config`. Never rejects.
 */
export async function refreshIdToken(config: Fields, env: Environment, signal: AbortSignal): Promise<RefreshOutcome> {
  const issuer = textOf(config, 'idp-issuer-url').replace(/\/+$/, '');
  const refused = (words: string): RefreshOutcome => ({ kind: 'refused', who: issuer || 'the issuer', words });
  if (!URL.canParse(issuer)) return refused('the kubeconfig names no idp-issuer-url');
  try {
    const discovery = await ask(`${issuer}/.well-known/openid-configuration`, config, env, signal);
    const endpoint = textOf(discovery.body, 'token_endpoint');
    if (!URL.canParse(endpoint))
      return refused(`its discovery document names no token endpoint (HTTP ${discovery.status})`);
    const { headers, form } = proof(config, textsOf(discovery.body, 'token_endpoint_auth_methods_supported'));
    const answer = await ask(endpoint, config, env, signal, { headers, body: form.toString() });
    const idToken = textOf(answer.body, 'id_token');
    if (answer.status === 200 && idToken !== '') {
      return { kind: 'renewed', idToken, refreshToken: textOf(answer.body, 'refresh_token') || undefined };
    }
    if (answer.status === 200)
      return refused('its answer holds no id_token: the log-in lacked the scope openid, perhaps');
    const words = [textOf(answer.body, 'error'), textOf(answer.body, 'error_description')].filter((one) => one !== '');
    return refused(words.length > 0 ? words.join(': ') : `HTTP ${answer.status}`);
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
}

/** How the client proves itself: by HTTP Basic unless the provider wants it in the form; a public client by its id alone. */
function proof(config: Fields, methods: readonly string[]): { headers: Record<string, string>; form: URLSearchParams } {
  const id = textOf(config, 'client-id');
  const secret = textOf(config, 'client-secret');
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: textOf(config, 'refresh-token') });
  const inForm = secret === '' || (methods.includes('client_secret_post') && !methods.includes('client_secret_basic'));
  if (inForm) {
    form.set('client_id', id);
    if (secret !== '') form.set('client_secret', secret);
    return { headers: {}, form };
  }
  const pair = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
  return { headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }, form };
}

async function authorityOf(config: Fields): Promise<Buffer | undefined> {
  const data = textOf(config, 'idp-certificate-authority-data');
  if (data !== '') return Buffer.from(data, 'base64');
  const file = textOf(config, 'idp-certificate-authority');
  return file === '' ? undefined : await readFile(file);
}

async function ask(
  url: string,
  config: Fields,
  env: Environment,
  signal: AbortSignal,
  post?: { readonly headers: Record<string, string>; readonly body: string },
): Promise<{ readonly status: number; readonly body: Fields }> {
  const authority = await authorityOf(config);
  const pools = keepPools(chooseProxy(new URL(url), undefined, env));
  try {
    const { requests } = pools.pools({
      ca: authority,
      cert: undefined,
      key: undefined,
      servername: undefined,
      rejectUnauthorized: true,
    });
    const { statusCode, body } = await request(url, {
      dispatcher: requests,
      signal,
      headers: {
        accept: 'application/json',
        ...post?.headers,
        ...(post === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(post === undefined ? {} : { method: 'POST', body: post.body }),
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      if (size > answerLimit) throw new Error('its answer is too long to be one');
      chunks.push(chunk);
    }
    return { status: statusCode, body: parsed(Buffer.concat(chunks).toString('utf8')) };
  } finally {
    await pools.destroy();
  }
}

function parsed(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}
