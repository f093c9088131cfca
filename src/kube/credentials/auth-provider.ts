import { KubeConfig } from '@kubernetes/client-node';
import { PlumblineError } from '../../contracts/errors.ts';
import type { ChosenContext } from '../kubeconfig/choose.ts';
import type { Credentials, CredentialSource } from './source.ts';

/**
 * The legacy `auth-provider` entries other than oidc (gcp, azure) by client-node.
 * Throws a PlumblineError with the provider's own words.
 */
export function authProviderCredentials({ cluster, user, context }: ChosenContext): CredentialSource {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [cluster],
    users: [user],
    contexts: [{ name: context, cluster: cluster.name, user: user.name }],
    currentContext: context,
  });
  return {
    async current(): Promise<Credentials> {
      const options: { headers?: Record<string, string> } = {};
      try {
        await config.applyToHTTPSOptions(options);
      } catch (error) {
        throw new PlumblineError(`The auth-provider of user ${user.name} gave no credentials.`, {
          kind: 'authentication',
          operation: 'ask the auth-provider',
          object: `user ${user.name}`,
          serverMessage: error instanceof Error ? error.message : String(error),
          nextStep:
            'Log in again with the tool that wrote the kubeconfig; auth-provider entries are deprecated in favour of exec plugins.',
          cause: error,
        });
      }
      return { headers: lowerCased(options.headers ?? {}) };
    },
    renew: () => false,
  };
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
