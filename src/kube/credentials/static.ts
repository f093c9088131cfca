import type { KubeconfigUser } from '../kubeconfig/parse.ts';
import { clientKey } from './client-key.ts';
import { rereadFile } from './file-contents.ts';
import type { OperatorLogin } from './operator-login.ts';
import type { Credentials, CredentialSource } from './source.ts';

/**
 * Client certificates, tokens, token files and basic authentication, as the user entry holds or names them. An encrypted
 * client key is opened with the operator's passphrase.
 */
export function staticCredentials(user: KubeconfigUser, login: OperatorLogin, closed: AbortSignal): CredentialSource {
  const cert = pem(user.certData, user.certFile, 'client certificate');
  const stored = pem(user.keyData, user.keyFile, 'client key');
  const name = ['client key', ...(user.keyData || !user.keyFile ? [] : [user.keyFile]), 'of user', user.name].join(' ');
  const key = stored === undefined ? undefined : clientKey({ read: stored, name, login, closed });
  const tokenFile = user.tokenFile === undefined ? undefined : rereadFile(user.tokenFile, 'token file');
  return {
    async current(): Promise<Credentials> {
      const token = tokenFile === undefined ? user.token : (await tokenFile()).toString('utf8').trim();
      const certificate = await cert?.();
      const privateKey = await key?.();
      return {
        headers: authorization(token, user),
        ...(certificate === undefined ? {} : { cert: certificate }),
        ...(privateKey === undefined ? {} : { key: privateKey }),
      };
    },
    // A file may have been replaced since it was read; what stands in the kubeconfig itself will not change.
    renew: () => user.tokenFile !== undefined,
  };
}

function authorization(token: string | undefined, user: KubeconfigUser): Record<string, string> {
  if (token) return { authorization: `Bearer ${token}` };
  if (user.username) {
    return { authorization: `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}` };
  }
  return {};
}

function pem(data: string | undefined, file: string | undefined, what: string): (() => Promise<Buffer>) | undefined {
  if (data) {
    const decoded = Buffer.from(data, 'base64');
    return async () => decoded;
  }
  return file ? rereadFile(file, what) : undefined;
}
