import type { Duration, Instant } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';
import { askPlugin, type PluginQuestion } from './ask-plugin.ts';
import type { ExecCredential } from './exec-entry.ts';
import { pluginName } from './plugin-trouble.ts';
import type { Credentials, CredentialSource } from './source.ts';

/** Credentials are fetched anew this long before they expire, or in the last quarter of a shorter life: no request starts with one about to die. */
const refreshEarly: Duration = 60_000;
/** What came expired already (a clock that is wrong) is used so long all the same: a plugin is not run for every request. */
const usedAtLeast: Duration = 5_000;

/** Every watch asks again on its own; a plugin that just failed is not run anew for each of them. Doubles with each failure. */
const failureHolds: Duration = 5_000;
const failureHoldsAtMost: Duration = 60_000;

export interface ExecPluginOptions extends PluginQuestion {
  readonly clock: Clock;
}

/**
 * Credentials from an exec credential plugin. However many requests ask at once, one process runs; what it gave is
 * used until 60 s before it expires; a failure is thrown to all who ask within 5 s, and longer when it repeats itself.
 * A plugin that cannot do without a terminal gets the operator's when it may (see OperatorLogin).
 */
export function execPluginCredentials(options: ExecPluginOptions): CredentialSource {
  const { login, clock } = options;
  let held: { readonly credentials: Credentials; readonly until: Instant } | undefined;
  let running: Promise<Credentials> | undefined;
  let failure: { readonly error: unknown; readonly until: number; readonly round: number } | undefined;
  let failures = 0;
  let says = '';
  /** Counts renewals: what a process started before one of them gives is not kept. */
  let generation = 0;

  async function fetch(): Promise<Credentials> {
    const startedIn = generation;
    says = '';
    try {
      const credential = await askPlugin(options, (words) => {
        says = words;
        const terminal = options.entry.interactive === 'Never' ? 'never' : 'wants';
        login.offer({ sentence: waitingSentence(options, words), running: true, terminal });
      });
      failure = undefined;
      failures = 0;
      const credentials = asCredentials(credential);
      if (startedIn === generation) held = { credentials, until: usedUntil(credential.expires, clock.now()) };
      return credentials;
    } catch (error) {
      const holds = Math.min(failureHolds * 2 ** failures, failureHoldsAtMost);
      failures += 1;
      const until = login.givenUp ? Number.POSITIVE_INFINITY : clock.now() + holds;
      failure = { error, until, round: login.round };
      throw error;
    }
  }

  return {
    current() {
      if (held !== undefined && held.until > clock.now()) return Promise.resolve(held.credentials);
      const holds = failure !== undefined && clock.now() < failure.until && failure.round === login.round;
      if (holds && running === undefined) return Promise.reject(failure?.error);
      running ??= fetch().finally(() => {
        running = undefined;
      });
      return running;
    },
    renew(refused) {
      // Eight 401s at once start one process: while it runs its answer is the renewal, and afterwards what it gave is
      // not what was refused.
      if (running !== undefined || (refused !== undefined && held !== undefined && refused !== held.credentials)) {
        return true;
      }
      held = undefined;
      generation += 1;
      return true;
    },
    waitingFor: () => (running === undefined ? undefined : { who: pluginName(options.entry, options.user), says }),
  };
}

function usedUntil(expires: Instant | undefined, now: Instant): Instant {
  if (expires === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(now + usedAtLeast, expires - Math.min(refreshEarly, (expires - now) / 4));
}

function waitingSentence({ entry, user }: ExecPluginOptions, words: string): string {
  const name = pluginName(entry, user);
  return words === '' ? `${name} runs.` : `${name} runs and says: ${words}`;
}

function asCredentials(credential: ExecCredential): Credentials {
  return {
    headers: credential.token === undefined ? {} : { authorization: `Bearer ${credential.token}` },
    ...(credential.cert === undefined ? {} : { cert: Buffer.from(credential.cert) }),
    ...(credential.key === undefined ? {} : { key: Buffer.from(credential.key) }),
  };
}
