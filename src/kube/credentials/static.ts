import type { KubeconfigUser } from '../kubeconfig/parse.ts';
import { rereadFile } from './file-contents.ts';
import type { Credentials, CredentialSource } from './source.ts';

/** Client certificates, tokens, token files and basic authentication, as the user entry holds or names them. */
export function staticCredentials(user: KubeconfigUser): CredentialSource {
  const cert = pem(user.certData, user.certFile, 'client certificate');
  const key = pem(user.keyData, user.keyFile, 'client key');
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
