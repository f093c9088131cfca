import type { OperatorTerminal } from '../../contracts/terminal.ts';
import type { SshConnection } from './connection.ts';
import type { AcceptedKeys } from './host-keys.ts';
import { connectOpenSsh } from './openssh/connect.ts';
import type { Passphrases } from './passphrases.ts';
import type { Resolver } from './resolve-host.ts';
import { openSshTarget, type Route } from './route.ts';
import type { TransportChoice } from './choose-transport.ts';

/** What making connections needs, the same for all nodes. */
export interface ConnectionParts {
  readonly resolver: Resolver;
  readonly accepted: AcceptedKeys;
  readonly terminal: OperatorTerminal;
  readonly passphrases: Passphrases;
  /** The folder for control sockets, made when it is first needed. */
  readonly socketFolder: () => Promise<string>;
  /** A number that no other connection has. */
  readonly nextId: () => number;
  /** The operator may have forced a transport: then the other one is not tried. */
  readonly forced: boolean;
}

/** A connection and the transport that carries it in the end. */
export interface OpenedConnection {
  readonly connection: SshConnection;
  readonly transport: TransportChoice;
}

/**
 * Connects along a route. Where ssh2 turns out to have no algorithm in common with a server, the machine's ssh takes over.
 * ssh2 is loaded here and no earlier. Rejects with a PlumblineError.
 */
export async function openConnection(
  route: Route,
  parts: ConnectionParts,
  signal: AbortSignal,
): Promise<OpenedConnection> {
  const { resolver, accepted, terminal, passphrases, forced } = parts;
  const { hosts, transport } = route;
  if (transport.name === 'openssh') return { connection: await throughOpenSsh(route, parts, signal), transport };
  const { connectSsh2, NothingInCommon } = await import('./ssh2/connect.ts');
  try {
    const askPassphrase = passphrases.asker(terminal);
    return { connection: await connectSsh2({ hosts, accepted, askPassphrase, signal }), transport };
  } catch (error) {
    if (!(error instanceof NothingInCommon) || forced || resolver.program === undefined) throw error;
    const reason = `The server takes nothing that ssh2 knows: ${error.facts.serverMessage ?? error.message}.`;
    return {
      connection: await throughOpenSsh(route, parts, signal),
      transport: { name: 'openssh', reason },
    };
  }
}

async function throughOpenSsh(
  { settings, words, ownMaster }: Route,
  { resolver, accepted, terminal, socketFolder, nextId }: ConnectionParts,
  signal: AbortSignal,
): Promise<SshConnection> {
  const target = openSshTarget(resolver, resolver.program ?? 'ssh', settings, words);
  return await connectOpenSsh({
    target,
    folder: await socketFolder(),
    id: nextId(),
    ownMaster,
    accepted,
    terminal,
    signal,
  });
}
