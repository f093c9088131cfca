import { PlumblineError } from '../../contracts/errors.ts';
import type { Instant } from '../../contracts/time.ts';
import { type Fields, fieldsOf, isFields, textOf } from '../../inventory/prune/fields.ts';
import type { Clock } from '../clock.ts';
import type { KubeconfigUser } from '../kubeconfig/parse.ts';
import type { Credentials, CredentialSource } from './source.ts';

/** How to move from each provider that kubectl dropped with 1.26 to the plugin that took its place. */
const successors: Readonly<Record<string, string>> = {
  gcp: 'Install gke-gcloud-auth-plugin (`gcloud components install gke-gcloud-auth-plugin`), then write the entry anew with `gcloud container clusters get-credentials CLUSTER`.',
  azure:
    'Install kubelogin (https://azure.github.io/kubelogin), then convert the entry with `kubelogin convert-kubeconfig`.',
};

/**
 * The legacy `auth-provider` entries other than oidc (gcp, azure): the token that the kubeconfig stores, while it holds.
 * It is not renewed: that ran a shell command of the kubeconfig, and kubectl does it no more since 1.26. Throws a
 * PlumblineError that says how to move to a credential plugin.
 */
export function authProviderCredentials({ name, authProvider }: KubeconfigUser, clock: Clock): CredentialSource {
  const entry: unknown = authProvider;
  const fields: Fields = isFields(entry) ? entry : {};
  const provider = textOf(fields, 'name');
  const config = fieldsOf(fields, 'config');
  const token = textOf(config, 'access-token');
  const until = expiryOf(config);
  let refused = false;
  return {
    async current(): Promise<Credentials> {
      const held = token !== '' && !refused && (until === undefined || until > clock.now());
      if (held) return { headers: { authorization: `Bearer ${token}` } };
      const what =
        token === ''
          ? 'stores no token'
          : refused
            ? 'stores a token that the server refuses'
            : `stores a token that expired at ${new Date(until ?? 0).toISOString()}`;
      throw new PlumblineError(
        `The auth-provider ${provider} of user ${name} ${what}, and kubectl dropped it with 1.26.`,
        {
          kind: 'authentication',
          operation: 'read the auth-provider',
          object: `user ${name}`,
          nextStep:
            successors[provider] ??
            'Log in again with the tool that wrote the kubeconfig: a credential plugin took its place.',
        },
      );
    },
    renew() {
      refused = true;
      return true;
    },
  };
}

/** `expiry` is RFC 3339 (gcp), which YAML may have read as a date; `expires-on` seconds since the epoch (azure). */
function expiryOf(config: Fields): Instant | undefined {
  const { expiry } = config;
  if (expiry instanceof Date) return expiry.getTime();
  const seconds = Number(textOf(config, 'expires-on'));
  const at = seconds > 0 ? seconds * 1000 : Date.parse(textOf(config, 'expiry'));
  return Number.isNaN(at) ? undefined : at;
}
