import type { PlumblineError } from '../../contracts/errors.ts';
import type { TerminalNeed, TerminalOutcome } from '../../contracts/terminal.ts';
import type { Duration } from '../../contracts/time.ts';
import type { Environment } from '../kubeconfig/paths.ts';
import { type ExecCredential, type ExecEntry, readExecCredential } from './exec-entry.ts';
import type { OperatorLogin } from './operator-login.ts';
import { pluginError, pluginName, type PluginTrouble } from './plugin-trouble.ts';
import { type PluginOutcome, runPlugin } from './run-plugin.ts';

/** What a plugin is told about the cluster: `spec.cluster` of KUBERNETES_EXEC_INFO. */
export interface ExecClusterInfo {
  readonly server: string;
  readonly 'tls-server-name'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'certificate-authority-data'?: string;
  readonly 'proxy-url'?: string;
  readonly config?: unknown;
}

/** One plugin, and where it may run. */
export interface PluginQuestion {
  readonly entry: ExecEntry;
  readonly user: string;
  readonly cluster: ExecClusterInfo;
  readonly env: Environment;
  /** A plugin that takes longer without a terminal is ended. */
  readonly timeout: Duration;
  /** One that has the terminal may take so long: somebody looks for a token or a telephone. */
  readonly loginTimeout: Duration;
  readonly login: OperatorLogin;
  /** Ends what runs. */
  readonly closed: AbortSignal;
}

/**
 * Runs the plugin where it may run: with the operator's terminal, or without any. `said` hears its stderr while it runs
 * without one. Throws a PlumblineError that says what stands in the way.
 */
export async function askPlugin(options: PluginQuestion, said: (words: string) => void): Promise<ExecCredential> {
  const { entry, login } = options;
  if (entry.interactive === 'Never') return await withoutTerminal(options, said);
  if (entry.interactive === 'Always') {
    if (login.access === 'none') throw trouble(options, { kind: 'no-terminal', why: undefined });
    if (!login.mayTake()) throw offered(options, { kind: 'needs-operator', why: 'new credentials are needed' });
    return await onTerminal(options);
  }
  return login.isWanted() ? await onTerminal(options) : await withoutTerminal(options, said);
}

async function withoutTerminal(options: PluginQuestion, said: (words: string) => void): Promise<ExecCredential> {
  const { entry, env, timeout, login, closed } = options;
  said('');
  const { round } = login;
  const outcome = await login
    .attended(
      (signal) =>
        runPlugin({
          command: entry.command,
          args: entry.args,
          env: { ...env, ...ownEnvironment(options, false) },
          timeout,
          signal,
          said,
        }),
      closed,
    )
    .finally(() => login.offer(undefined));
  // The operator has lent it the terminal meanwhile.
  if (outcome.kind === 'cancelled' && login.round !== round && login.isWanted()) return await onTerminal(options);
  if (outcome.kind === 'done') return credentialIn(outcome.stdout, options, outcome.stderr);
  const what = troubleOf(outcome, timeout);
  const words = 'stderr' in outcome ? outcome.stderr : '';
  const couldLogIn = entry.interactive !== 'Never' && what.kind !== 'missing';
  throw couldLogIn ? offered(options, what, words) : trouble(options, what, words);
}

async function onTerminal(options: PluginQuestion): Promise<ExecCredential> {
  const { entry, user, loginTimeout, login, closed } = options;
  const need: TerminalNeed = {
    kind: 'program',
    words: `${pluginName(entry, user)} has the terminal.`,
    command: entry.command,
    args: entry.args,
    env: ownEnvironment(options, true),
    deadline: loginTimeout,
  };
  const outcome = await login.take(need, closed);
  if (outcome.kind === 'done') return credentialIn(outcome.text, options, '');
  const what = troubleOf(outcome, loginTimeout);
  throw what.kind === 'missing' ? trouble(options, what) : offered(options, what);
}

function troubleOf(
  outcome: Exclude<PluginOutcome | TerminalOutcome, { readonly kind: 'done' }>,
  after: Duration,
): PluginTrouble {
  switch (outcome.kind) {
    case 'timeout':
      return { kind: 'timeout', after };
    case 'failed':
      return { kind: 'failed', how: outcome.how };
    case 'unavailable':
      return { kind: 'no-terminal', why: outcome.why };
    default:
      return { kind: outcome.kind };
  }
}

function credentialIn(text: string, options: PluginQuestion, words: string): ExecCredential {
  const credential = readExecCredential(text);
  if (credential === undefined) throw trouble(options, { kind: 'no-credential' }, words);
  return credential;
}

function trouble({ entry, user }: PluginQuestion, what: PluginTrouble, words = ''): PlumblineError {
  return pluginError(what, { entry, user, words, canLogIn: false });
}

/** A failure that a log-in on the terminal may mend: where there is a screen, it offers that. */
function offered({ entry, user, login }: PluginQuestion, what: PluginTrouble, words = ''): PlumblineError {
  const canLogIn = login.access === 'screen';
  const error = pluginError(what, { entry, user, words, canLogIn });
  const sentence = words === '' ? error.message : `${error.message} It said: ${words}`;
  if (canLogIn) login.offer({ sentence, running: false, terminal: 'wants' });
  return error;
}

function ownEnvironment({ entry, cluster }: PluginQuestion, interactive: boolean): Readonly<Record<string, string>> {
  const info = {
    apiVersion: entry.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive, ...(entry.provideClusterInfo ? { cluster } : {}) },
  };
  return {
    ...Object.fromEntries(entry.env.map(({ name, value }) => [name, value])),
    KUBERNETES_EXEC_INFO: JSON.stringify(info),
  };
}
