import type { Duplex } from 'node:stream';
import ssh2, { type Client, type ClientErrorExtensions } from 'ssh2';
import { PlumblineError } from '../../../contracts/errors.ts';
import type { SshConnection } from '../connection.ts';
import { hostKeyRefused, hostText, loginRefused, notReached } from '../failures.ts';
import { type AcceptedKeys, checkHostKey, identityOf, readKnownHosts } from '../host-keys.ts';
import type { HostSettings } from '../host-settings.ts';
import { knownKeyTypes } from '../judge-host-key.ts';
import type { AskPassphrase } from '../passphrases.ts';
import { agreedAlgorithms } from '../ssh2-algorithms.ts';
import { channelsOf } from './channels.ts';
import { createLogIn } from './log-in.ts';

/** What a connection through ssh2 needs. */
export interface Ssh2Parts {
  /** The hops first, the node last. */
  readonly hosts: readonly HostSettings[];
  readonly accepted: AcceptedKeys;
  readonly askPassphrase: AskPassphrase;
  readonly signal: AbortSignal;
}

const logInPatience = 400_000;

/** Server and ssh2 have no algorithm in common; the machine's own ssh may know one. */
export class NothingInCommon extends PlumblineError {}

/**
 * Connects with ssh2, through each jump host in turn: every one of them is checked and logged in to by itself. Rejects
 * with a PlumblineError.
 */
export async function connectSsh2({ hosts, accepted, askPassphrase, signal }: Ssh2Parts): Promise<SshConnection> {
  const clients: Client[] = [];
  const end = (some: readonly Client[]): void => {
    for (const client of some.toReversed()) client.end();
  };
  try {
    for (const settings of hosts) {
      const through = clients.at(-1);
      const socket = through === undefined ? undefined : await forward(through, settings);
      clients.push(await connectHost(settings, socket, accepted, askPassphrase, signal));
    }
  } catch (error) {
    end(clients);
    throw error;
  }
  const [client, settings] = [clients.at(-1), hosts.at(-1)];
  if (client === undefined || settings === undefined) throw new Error('There is no host to connect to.');
  return channelsOf(client, settings, () => end(clients.slice(0, -1)));
}

function forward(through: Client, to: HostSettings): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(notReached(to, 'the jump host gave no answer')), to.connectTimeout);
    through.forwardOut('127.0.0.1', 0, to.hostName, to.port, (error, channel) => {
      clearTimeout(timer);
      if (error) reject(notReached(to, `the jump host says: ${error.message}`));
      else resolve(channel);
    });
  });
}

async function connectHost(
  settings: HostSettings,
  socket: Duplex | undefined,
  accepted: AcceptedKeys,
  askPassphrase: AskPassphrase,
  signal: AbortSignal,
): Promise<Client> {
  const { kex, serverHostKey, cipher, hmac } = agreedAlgorithms(
    settings.options,
    knownKeyTypes(await readKnownHosts(settings), identityOf(settings)),
    socket !== undefined,
  );
  const logIn = createLogIn(settings, askPassphrase, signal);
  const client = new ssh2.Client();
  let refusal: PlumblineError | undefined;
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      refusal ??= notReached(settings, `no answer within ${settings.connectTimeout / 1000} s`);
      client.destroy();
      fail(refusal);
    }, settings.connectTimeout);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', give);
      act();
    };
    const fail = (error: Error & ClientErrorExtensions): void =>
      settle(() => reject(refusal ?? failure(settings, error, logIn.offered())));
    const give = (): void => {
      refusal ??= notReached(settings, 'given up');
      client.destroy();
      fail(refusal);
    };
    // One listener stays for good: what breaks later shows as the end of the connection.
    client.on('error', fail);
    client.once('close', () => fail(new Error('the connection was closed during the handshake')));
    client.once('handshake', () => clearTimeout(timer));
    client.once('ready', () => {
      client.setNoDelay(true);
      settle(() => resolve(client));
    });
    signal.addEventListener('abort', give, { once: true });
    if (signal.aborted) return give();
    client.connect({
      ...(socket === undefined ? { host: settings.hostName, port: settings.port } : { sock: socket }),
      forceIPv4: settings.family === 'inet',
      forceIPv6: settings.family === 'inet6',
      username: settings.user,
      authHandler: logIn.handler,
      hostVerifier: (key: Buffer, verify: (valid: boolean) => void) => {
        checkHostKey(settings, key, accepted).then(
          (judgement) => {
            if (judgement.kind !== 'known') refusal = hostKeyRefused(settings, judgement, key);
            verify(judgement.kind === 'known');
          },
          (error: unknown) => {
            refusal = notReached(settings, `known_hosts cannot be written: ${String(error)}`);
            verify(false);
          },
        );
      },
      // It counts until the log-in is done, and a person may have to type passphrases within it.
      readyTimeout: logInPatience,
      timeout: 0,
      keepaliveInterval: settings.keepaliveInterval,
      keepaliveCountMax: settings.keepaliveCount,
      algorithms: { kex: [...kex], serverHostKey: [...serverHostKey], cipher: [...cipher], hmac: [...hmac] },
    });
  });
}

function failure(
  settings: HostSettings,
  error: Error & ClientErrorExtensions,
  offered: readonly string[],
): PlumblineError {
  if (/no matching/.test(error.message)) {
    return new NothingInCommon(`ssh2 and ${hostText(settings)} have no algorithm in common.`, {
      kind: 'protocol',
      operation: 'connect over ssh',
      object: hostText(settings),
      serverMessage: error.message,
      nextStep: "The machine's own ssh may know one: --ssh-transport openssh.",
    });
  }
  if (error.level === 'client-authentication') {
    return loginRefused(settings, `it takes ${offered.length === 0 ? 'nothing that was tried' : offered.join(', ')}`);
  }
  return notReached(settings, error.message);
}
