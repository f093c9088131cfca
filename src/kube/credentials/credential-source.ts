import type { Duration } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';
import type { ChosenContext } from '../kubeconfig/choose.ts';
import type { Environment } from '../kubeconfig/paths.ts';
import type { ExecClusterInfo } from './ask-plugin.ts';
import { authProviderCredentials } from './auth-provider.ts';
import { readExecEntry } from './exec-entry.ts';
import { execPluginCredentials } from './exec-plugin.ts';
import { oidcCredentials } from './oidc-token.ts';
import type { OperatorLogin } from './operator-login.ts';
import type { CredentialSource } from './source.ts';
import { staticCredentials } from './static.ts';

/** Long enough for a browser log-in that is already under way, short enough to be told about. */
const pluginTimeout: Duration = 60_000;
/** With the terminal somebody types: a password, a code from a telephone. */
const loginTimeout: Duration = 300_000;

/** What a context's credentials are made from. */
export interface CredentialOptions {
  readonly chosen: ChosenContext;
  readonly env: Environment;
  readonly clock: Clock;
  readonly certificateAuthority: (() => Promise<Buffer>) | undefined;
  readonly login: OperatorLogin;
  /** The context as the kubeconfig has it now. */
  readonly reread: () => Promise<ChosenContext>;
  /** Ends what runs for them. */
  readonly closed: AbortSignal;
  /** Instead of the usual times, in tests. */
  readonly pluginTimeout?: Duration;
  readonly loginTimeout?: Duration;
}

/** The source of a context's credentials: its plugin, its auth-provider, or what its user entry holds. */
export async function credentialSource(options: CredentialOptions): Promise<CredentialSource> {
  const { chosen, env, clock, certificateAuthority, login, reread, closed } = options;
  const { user, cluster } = chosen;
  if (user.exec) {
    const entry = readExecEntry(user.exec, user.name);
    const info: ExecClusterInfo = {
      server: cluster.server,
      ...(cluster.tlsServerName ? { 'tls-server-name': cluster.tlsServerName } : {}),
      ...(cluster.skipTLSVerify ? { 'insecure-skip-tls-verify': true } : {}),
      ...(cluster.proxyUrl ? { 'proxy-url': cluster.proxyUrl } : {}),
      ...(cluster.execConfig === undefined ? {} : { config: cluster.execConfig }),
      ...(entry.provideClusterInfo && certificateAuthority !== undefined
        ? { 'certificate-authority-data': (await certificateAuthority()).toString('base64') }
        : {}),
    };
    return execPluginCredentials({
      entry,
      user: user.name,
      cluster: info,
      env,
      clock,
      timeout: options.pluginTimeout ?? pluginTimeout,
      loginTimeout: options.loginTimeout ?? loginTimeout,
      login,
      closed,
    });
  }
  if (user.authProvider?.name === 'oidc') return oidcCredentials({ chosen, reread, clock, env, closed });
  return user.authProvider ? authProviderCredentials(user, clock) : staticCredentials(user, login, closed);
}
