import { PlumblineError } from '../../contracts/errors.ts';
import type { Duration, Instant } from '../../contracts/time.ts';
import { type Fields, fieldsOf, isFields, numberOf, textOf } from '../../inventory/prune/fields.ts';
import type { Clock } from '../clock.ts';
import type { ChosenContext } from '../kubeconfig/choose.ts';
import type { Environment } from '../kubeconfig/paths.ts';
import { type KubeconfigEdit, lockUserEntry } from '../kubeconfig/store-user.ts';
import { refreshIdToken } from './oidc-refresh.ts';
import type { Credentials, CredentialSource } from './source.ts';

/** An identity provider that refused is not asked again for every watch. */
const failureHolds: Duration = 30_000;

export interface OidcOptions {
  readonly chosen: ChosenContext;
  /** The context as the kubeconfig has it now. */
  readonly reread: () => Promise<ChosenContext>;
  readonly clock: Clock;
  readonly env: Environment;
  readonly closed: AbortSignal;
}

/**
 * The id-token of a legacy `oidc` entry. Once it has expired, or was refused, the kubeconfig is read again, because
 * kubectl may have renewed it; otherwise it is renewed by the refresh-token, as kubectl does. Providers hand out a new
 * refresh-token with each renewal, and the one in the kubeconfig, on which kubectl lives, is dead then: so both are
 * stored there, and where that cannot be, nothing is renewed. Throws a PlumblineError of kind 'authentication'.
 */
export function oidcCredentials({ chosen, reread, clock, env, closed }: OidcOptions): CredentialSource {
  let token = textOf(configOf(chosen), 'id-token');
  let refused: string | undefined;
  let renewing: Promise<string> | undefined;
  let failure: { readonly error: unknown; readonly until: Instant } | undefined;
  const holds = (one: string) =>
    one !== '' && one !== refused && (expiryOf(one) ?? Number.POSITIVE_INFINITY) > clock.now();

  async function renewed(): Promise<string> {
    const now = await reread();
    const stored = textOf(configOf(now), 'id-token');
    if (holds(stored)) return stored;
    if (textOf(configOf(now), 'refresh-token') === '') {
      // Without a way to another one, a refused token is sent again: the server's own words say why.
      if (stored === refused && (expiryOf(stored) ?? Number.POSITIVE_INFINITY) > clock.now()) return stored;
      throw expired(chosen, expiryOf(stored), 'and the kubeconfig has no refresh-token');
    }
    if (failure !== undefined && clock.now() < failure.until) throw failure.error;
    try {
      const fresh = await refresh(now, stored);
      failure = undefined;
      return fresh;
    } catch (error) {
      failure = { error, until: clock.now() + failureHolds };
      throw error;
    }
  }

  async function refresh({ paths, user }: ChosenContext, stale: string): Promise<string> {
    const problem = (why: string, words?: string) => expired(chosen, expiryOf(stale), why, words);
    let entry: KubeconfigEdit;
    try {
      entry = await lockUserEntry(paths, user.name);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      throw problem('and it is not renewed, because the new refresh-token could not be stored for kubectl', words);
    }
    try {
      // While the lock was waited for, its owner may have renewed the token.
      const config = configOf(await reread());
      const stored = textOf(config, 'id-token');
      if (holds(stored)) return stored;
      const outcome = await refreshIdToken(config, env, closed);
      if (outcome.kind === 'refused') throw problem(`and ${outcome.who} does not renew it`, outcome.words);
      await entry.set(['auth-provider', 'config'], {
        'id-token': outcome.idToken,
        ...(outcome.refreshToken === undefined ? {} : { 'refresh-token': outcome.refreshToken }),
      });
      return outcome.idToken;
    } finally {
      await entry.release();
    }
  }

  return {
    async current(): Promise<Credentials> {
      if (!holds(token)) {
        renewing ??= renewed().finally(() => {
          renewing = undefined;
        });
        token = await renewing;
        refused = undefined;
      }
      return { headers: { authorization: `Bearer ${token}` } };
    },
    renew(of) {
      const sent = of?.headers['authorization'];
      if (sent === undefined || sent === `Bearer ${token}`) refused = token;
      return true;
    },
  };
}

function configOf({ user }: ChosenContext): Fields {
  const entry: unknown = user.authProvider;
  return isFields(entry) ? fieldsOf(entry, 'config') : {};
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

function expired({ user }: ChosenContext, at: Instant | undefined, why: string, words?: string): PlumblineError {
  const what = at === undefined ? 'is missing or refused' : `expired at ${new Date(at).toISOString()}`;
  return new PlumblineError(`The OIDC token of user ${user.name} ${what}, ${why}.`, {
    kind: 'authentication',
    operation: 'renew the OIDC token',
    object: `user ${user.name}`,
    ...(words === undefined ? {} : { serverMessage: words }),
    nextStep: 'Log in again with the tool that wrote the kubeconfig; plumbline takes the new token from there.',
  });
}
