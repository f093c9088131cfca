import type { ContextChoice } from '../contracts/cluster.ts';
import type { Duration } from '../contracts/time.ts';
import { connectionOf } from './api-connection.ts';
import { type Clock, systemClock } from './clock.ts';
import type { ApiConnection } from './connection.ts';
import { authProviderCredentials } from './credentials/auth-provider.ts';
import { readExecEntry } from './credentials/exec-entry.ts';
import { type ExecClusterInfo, execPluginCredentials } from './credentials/exec-plugin.ts';
import { rereadFile } from './credentials/file-contents.ts';
import { oidcCredentials } from './credentials/oidc-token.ts';
import type { CredentialSource } from './credentials/source.ts';
import { staticCredentials } from './credentials/static.ts';
import type { Weigh } from './gate.ts';
import { chooseProxy } from './http/proxy.ts';
import { type ChosenContext, chooseContext } from './kubeconfig/choose.ts';
import { loadKubeconfig } from './kubeconfig/load.ts';
import type { Environment } from './kubeconfig/paths.ts';

/** Long enough for a browser log-in that is already under way, short enough to be told about. */
const pluginTimeout: Duration = 60_000;

export interface OpenOptions {
  readonly choice: ContextChoice;
  readonly env: Environment;
  /** The write gate's decision; everything that could act passes it. */
  readonly weigh: Weigh;
  /** 'plumbline/0.1.0'. */
  readonly userAgent?: string;
  readonly clock?: Clock;
  readonly pluginTimeout?: Duration;
  /** Where the kubelet mounts the service account; another folder in tests. */
  readonly serviceAccountFolder?: string;
}

/** A connection with the facts about where it came from, for the header and `doctor`. */
export interface OpenedConnection {
  readonly connection: ApiConnection;
  readonly chosen: ChosenContext;
}

/**
 * Reads the kubeconfig and makes the connection of the chosen context. Sends nothing: whether the server answers
 * shows with the first request. Throws a PlumblineError of kind 'configuration' for what is wrong with the files.
 */
export async function openConnection(options: OpenOptions): Promise<OpenedConnection> {
  const config = await loadKubeconfig(options.choice.kubeconfig, options.env, options.serviceAccountFolder);
  const chosen = chooseContext(config, options.choice);
  const clock = options.clock ?? systemClock;
  const certificateAuthority = certificateAuthorityOf(chosen);
  const connection = connectionOf({
    chosen,
    clock,
    certificateAuthority,
    credentials: await credentialsOf(chosen, options, certificateAuthority),
    proxy: chooseProxy(chosen.server, chosen.cluster.proxyUrl, options.env),
    weigh: options.weigh,
    userAgent: options.userAgent ?? 'plumbline',
  });
  return { connection, chosen };
}

function certificateAuthorityOf({ cluster }: ChosenContext): (() => Promise<Buffer>) | undefined {
  if (cluster.caData) {
    const decoded = Buffer.from(cluster.caData, 'base64');
    return async () => decoded;
  }
  return cluster.caFile ? rereadFile(cluster.caFile, 'certificate authority') : undefined;
}

async function credentialsOf(
  chosen: ChosenContext,
  options: OpenOptions,
  certificateAuthority: (() => Promise<Buffer>) | undefined,
): Promise<CredentialSource> {
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
      env: options.env,
      clock: options.clock ?? systemClock,
      timeout: options.pluginTimeout ?? pluginTimeout,
    });
  }
  if (user.authProvider?.name === 'oidc') {
    const reread = async () =>
      chooseContext(await loadKubeconfig(options.choice.kubeconfig, options.env, options.serviceAccountFolder), {
        ...options.choice,
        context: chosen.context,
      });
    return oidcCredentials(chosen, reread, options.clock ?? systemClock);
  }
  return user.authProvider ? authProviderCredentials(chosen) : staticCredentials(user);
}
