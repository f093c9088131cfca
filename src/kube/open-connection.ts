import type { ContextChoice } from '../contracts/cluster.ts';
import type { OperatorTerminal } from '../contracts/terminal.ts';
import type { Duration } from '../contracts/time.ts';
import { connectionOf } from './api-connection.ts';
import { type Clock, systemClock } from './clock.ts';
import type { ApiConnection } from './connection.ts';
import { credentialSource } from './credentials/credential-source.ts';
import { rereadFile } from './credentials/file-contents.ts';
import { whatAsks } from './contexts/context-rows.ts';
import { OperatorLogin } from './credentials/operator-login.ts';
import type { CredentialSource } from './credentials/source.ts';
import type { Weigh } from './gate.ts';
import { chooseProxy } from './http/proxy.ts';
import { type ChosenContext, chooseContext } from './kubeconfig/choose.ts';
import { loadKubeconfig } from './kubeconfig/load.ts';
import type { Environment } from './kubeconfig/paths.ts';

export interface OpenOptions {
  readonly choice: ContextChoice;
  readonly env: Environment;
  /** The write gate's decision; everything that could act passes it. */
  readonly weigh: Weigh;
  /** 'plumbline/0.1.0'. */
  readonly userAgent?: string;
  readonly clock?: Clock;
  readonly pluginTimeout?: Duration;
  readonly loginTimeout?: Duration;
  /** The operator's terminal, for credentials that cannot do without; without it they say so. */
  readonly terminal?: OperatorTerminal;
  /** Nothing may ask the operator for anything: who would have to is nobody in particular. */
  readonly quiet?: boolean;
  /** What is waited for, or offered to the operator, has changed. */
  readonly changed?: () => void;
  /** Where the kubelet mounts the service account; another folder in tests. */
  readonly serviceAccountFolder?: string;
}

/** A connection with the facts about where it came from, for the header and `doctor`. */
export interface OpenedConnection {
  readonly connection: ApiConnection;
  readonly chosen: ChosenContext;
  readonly login: OperatorLogin;
}

/**
 * Reads the kubeconfig and makes the connection of the chosen context. Sends nothing: whether the server answers
 * shows with the first request. Throws a PlumblineError of kind 'configuration' for what is wrong with the files.
 */
export async function openConnection(options: OpenOptions): Promise<OpenedConnection> {
  const read = async (choice: ContextChoice): Promise<ChosenContext> =>
    chooseContext(await loadKubeconfig(choice.kubeconfig, options.env, options.serviceAccountFolder), choice);
  const chosen = await read(options.choice);
  const clock = options.clock ?? systemClock;
  const certificateAuthority = certificateAuthorityOf(chosen);
  const closed = new AbortController();
  const login = new OperatorLogin({
    access: options.terminal?.access ?? 'none',
    lend: options.terminal?.lend ?? (async () => ({ kind: 'unavailable', why: 'there is none here' })),
    clock,
    changed: options.changed ?? (() => {}),
  });
  const nobody = options.quiet === true && (await whatAsks(chosen.user)) !== undefined;
  const credentials = nobody
    ? anonymous
    : await credentialSource({
        chosen,
        env: options.env,
        clock,
        certificateAuthority,
        login,
        reread: () => read({ ...options.choice, context: chosen.context }),
        closed: closed.signal,
        ...(options.pluginTimeout === undefined ? {} : { pluginTimeout: options.pluginTimeout }),
        ...(options.loginTimeout === undefined ? {} : { loginTimeout: options.loginTimeout }),
      });
  const connection = connectionOf({
    chosen,
    clock,
    certificateAuthority,
    credentials,
    proxy: chooseProxy(chosen.server, chosen.cluster.proxyUrl, options.env),
    weigh: options.weigh,
    userAgent: options.userAgent ?? 'plumbline',
    closed,
  });
  return { connection, chosen, login };
}

const anonymous: CredentialSource = { current: async () => ({ headers: {} }), renew: () => false };

function certificateAuthorityOf({ cluster }: ChosenContext): (() => Promise<Buffer>) | undefined {
  if (cluster.caData) {
    const decoded = Buffer.from(cluster.caData, 'base64');
    return async () => decoded;
  }
  return cluster.caFile ? rereadFile(cluster.caFile, 'certificate authority') : undefined;
}
