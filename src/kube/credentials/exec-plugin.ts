import { PlumblineError } from '../../contracts/errors.ts';
import type { Duration } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';
import type { Environment } from '../kubeconfig/paths.ts';
import { type ExecCredential, type ExecEntry, readExecCredential } from './exec-entry.ts';
import { runPlugin } from './run-plugin.ts';
import type { Credentials, CredentialSource } from './source.ts';

/** Credentials are fetched anew this long before they expire, so that no request starts with one about to die. */
const refreshEarly: Duration = 60_000;

/** Every watch asks again on its own; a plugin that just failed is not run anew for each of them. */
const failureHolds: Duration = 5_000;

/** What a plugin is told about the cluster: `spec.cluster` of KUBERNETES_EXEC_INFO. */
export interface ExecClusterInfo {
  readonly server: string;
  readonly 'tls-server-name'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'certificate-authority-data'?: string;
  readonly 'proxy-url'?: string;
  readonly config?: unknown;
}

export interface ExecPluginOptions {
  readonly entry: ExecEntry;
  readonly user: string;
  readonly cluster: ExecClusterInfo;
  readonly env: Environment;
  readonly clock: Clock;
  /** A plugin that takes longer is ended. */
  readonly timeout: Duration;
}

/**
 * Credentials from an exec credential plugin. However many requests ask at once, one process runs; what it gave is
 * used until 60 s before it expires; a failure is thrown to all who ask within 5 s.
 */
export function execPluginCredentials(options: ExecPluginOptions): CredentialSource {
  let held: { readonly credentials: Credentials; readonly expires: number | undefined } | undefined;
  let running: Promise<Credentials> | undefined;
  let failure: { readonly error: unknown; readonly until: number } | undefined;
  /** Counts renewals: what a process started before one of them gives is not kept. */
  let generation = 0;

  async function fetch(): Promise<Credentials> {
    const startedIn = generation;
    const credential = await askPlugin(options).catch((error: unknown) => {
      failure = { error, until: options.clock.now() + failureHolds };
      throw error;
    });
    failure = undefined;
    const credentials = asCredentials(credential);
    if (startedIn === generation) held = { credentials, expires: credential.expires };
    return credentials;
  }

  return {
    current() {
      if (held !== undefined && (held.expires === undefined || held.expires - refreshEarly > options.clock.now())) {
        return Promise.resolve(held.credentials);
      }
      if (failure !== undefined && running === undefined && options.clock.now() < failure.until) {
        return Promise.reject(failure.error);
      }
      running ??= fetch().finally(() => {
        running = undefined;
      });
      return running;
    },
    renew() {
      // While a process already runs, its answer is the renewal: eight 401s at once start one process.
      if (running === undefined) {
        held = undefined;
        generation += 1;
      }
      return true;
    },
    waitingFor: () =>
      running === undefined ? undefined : `The credential plugin ${options.entry.command} of user ${options.user}`,
  };
}

function asCredentials(credential: ExecCredential): Credentials {
  return {
    headers: credential.token === undefined ? {} : { authorization: `Bearer ${credential.token}` },
    ...(credential.cert === undefined ? {} : { cert: Buffer.from(credential.cert) }),
    ...(credential.key === undefined ? {} : { key: Buffer.from(credential.key) }),
  };
}

async function askPlugin({ entry, user, cluster, env, timeout }: ExecPluginOptions): Promise<ExecCredential> {
  const line = [entry.command, ...entry.args].join(' ');
  const facts = { operation: 'run the credential plugin', object: `user ${user}` } as const;
  if (entry.alwaysInteractive) {
    throw new PlumblineError(
      `The credential plugin ${entry.command} of user ${user} wants a terminal, which plumbline cannot lend it.`,
      {
        ...facts,
        kind: 'authentication',
        nextStep: `Run \`${line}\` yourself so that it stores its credentials, and set interactiveMode to IfAvailable.`,
      },
    );
  }
  const info = {
    apiVersion: entry.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(entry.provideClusterInfo ? { cluster } : {}) },
  };
  const pluginEnv = Object.fromEntries(entry.env.map(({ name, value }) => [name, value]));
  const outcome = await runPlugin({
    command: entry.command,
    args: entry.args,
    env: { ...env, ...pluginEnv, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
    timeout,
  });
  const hint = entry.installHint;
  switch (outcome.kind) {
    case 'missing':
      throw new PlumblineError(`The credential plugin ${entry.command} of user ${user} is not installed here.`, {
        ...facts,
        kind: 'authentication',
        nextStep: hint || `Install ${entry.command}, or put it on the PATH of the shell that starts plumbline.`,
      });
    case 'timeout':
      throw new PlumblineError(
        `The credential plugin ${entry.command} of user ${user} gave no answer within ${timeout / 1000} s.`,
        {
          ...facts,
          kind: 'authentication',
          ...(outcome.stderr === '' ? {} : { serverMessage: outcome.stderr }),
          nextStep: `Run \`${line}\` yourself: it may be waiting for a log-in.`,
        },
      );
    case 'failed':
      throw new PlumblineError(`The credential plugin ${entry.command} of user ${user} failed (${outcome.how}).`, {
        ...facts,
        kind: 'authentication',
        ...(outcome.stderr === '' ? {} : { serverMessage: outcome.stderr }),
        nextStep: `Run \`${line}\` yourself to see why.`,
      });
    case 'done': {
      const credential = readExecCredential(outcome.stdout);
      if (credential !== undefined) return credential;
      throw new PlumblineError(`The credential plugin ${entry.command} of user ${user} printed no ExecCredential.`, {
        ...facts,
        kind: 'authentication',
        serverMessage: outcome.stderr || 'its output is not shown, because it may hold a secret',
        nextStep: `Run \`${line}\` yourself to see what it prints.`,
      });
    }
  }
}
