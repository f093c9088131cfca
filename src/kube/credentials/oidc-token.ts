import { PlumblineError } from '../../contracts/errors.ts';
import type { Instant } from '../../contracts/time.ts';
import { fieldsOf, isFields, numberOf, textOf } from '../../inventory/prune/fields.ts';
import type { Clock } from '../clock.ts';
import type { ChosenContext } from '../kubeconfig/choose.ts';
import type { Credentials, CredentialSource } from './source.ts';

/**
 * The id-token of a legacy `oidc` entry, as kubectl stored it last. plumbline does not refresh it: identity providers
 * hand out a new refresh-token with each refresh, and the one in the kubeconfig, which kubectl lives on, is dead then.
 * Once the token has expired, or was refused, the kubeconfig is read again (`reread`): kubectl may have renewed it.
 * Throws a PlumblineError of kind 'authentication' when it has not.
 */
export function oidcCredentials(
  chosen: ChosenContext,
  reread: () => Promise<ChosenContext>,
  clock: Clock,
): CredentialSource {
  let token = tokenOf(chosen);
  let refused = false;
  const holds = () => token !== '' && (expiryOf(token) ?? Number.POSITIVE_INFINITY) > clock.now();
  return {
    async current(): Promise<Credentials> {
      if (refused || !holds()) token = tokenOf(await reread());
      refused = false;
      if (!holds()) throw expired(chosen, expiryOf(token));
      return { headers: { authorization: `Bearer ${token}` } };
    },
    renew() {
      refused = true;
      return true;
    },
  };
}

function tokenOf({ user }: ChosenContext): string {
  const entry: unknown = user.authProvider;
  return textOf(isFields(entry) ? fieldsOf(entry, 'config') : {}, 'id-token');
}

/** When a JSON Web Token expires (its claim `exp`, seconds since the epoch); undefined when it does not say. */
function expiryOf(token: string): Instant | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const seconds = isFields(claims) ? numberOf(claims, 'exp') : undefined;
    return seconds === undefined ? undefined : seconds * 1000;
  } catch {
    return undefined;
  }
}

function expired({ user, context }: ChosenContext, at: Instant | undefined): PlumblineError {
  const what = at === undefined ? 'is missing' : `expired at ${new Date(at).toISOString()}`;
  return new PlumblineError(`The OIDC token of user ${user.name} ${what}.`, {
    kind: 'authentication',
    operation: 'read the OIDC token',
    object: `user ${user.name}`,
    nextStep: `Run \`kubectl --context ${context} version\`: it renews the token and stores it, and plumbline takes it from there.`,
  });
}
