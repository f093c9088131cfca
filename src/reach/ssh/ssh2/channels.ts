import type { Client, ClientChannel } from 'ssh2';
import {
  ChannelRefused,
  type CommandEnd,
  type CommandParts,
  type RemoteCommand,
  type SshConnection,
} from '../connection.ts';
import { hostText, notReached } from '../failures.ts';
import type { HostSettings } from '../host-settings.ts';

/** A half-open connection lets the opening of a channel hang for ever. */
const openPatience = 10_000;

/** The other side has this long to end in order; over hops its word may not come back. */
const closePatience = 1000;

/** Commands as channels of a connected client; `endHops` ends the hops before it, which have to outlive it. */
export function channelsOf(client: Client, settings: HostSettings, endHops: () => void): SshConnection {
  let isGone = false;
  let tellGone: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    tellGone = () => {
      isGone = true;
      endHops();
      resolve();
    };
  });
  client.once('close', tellGone);
  return {
    gone,
    async start(commandLine, parts) {
      if (isGone) throw notReached(settings, 'the connection has ended');
      return openChannel(client, commandLine, settings, parts);
    },
    async close() {
      client.end();
      const late = setTimeout(() => {
        client.destroy();
        tellGone();
      }, closePatience);
      await gone;
      clearTimeout(late);
    },
  };
}

function openChannel(
  client: Client,
  commandLine: string,
  settings: HostSettings,
  parts: CommandParts,
): Promise<RemoteCommand> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      client.destroy();
      reject(notReached(settings, 'it opened no channel in time'));
    }, openPatience);
    const broken = (): void => reject(notReached(settings, 'the connection broke'));
    client.once('close', broken);
    const answered = (error: Error | undefined, channel: ClientChannel): void => {
      clearTimeout(timer);
      client.off('close', broken);
      // Followed at once: how a short program ended may come in the same packet as the word that it started.
      if (error === undefined) resolve(follow(channel, parts, hostText(settings)));
      else if (/open failure/i.test(error.message)) reject(new ChannelRefused(error.message));
      else reject(notReached(settings, error.message));
    };
    try {
      client.exec(commandLine, answered);
    } catch (error) {
      clearTimeout(timer);
      reject(notReached(settings, error instanceof Error ? error.message : String(error)));
    }
  });
}

function follow(channel: ClientChannel, { stdin, received }: CommandParts, host: string): RemoteCommand {
  channel.on('data', (chunk: Buffer) => received('stdout', chunk));
  channel.stderr.on('data', (chunk: Buffer) => received('stderr', chunk));
  channel.on('error', () => {}); // what is said of it comes with 'close'
  channel.stderr.on('error', () => {});
  let end: CommandEnd = {
    kind: 'lost',
    message: `The connection to ${host} broke; how the program ended is not known.`,
  };
  channel.on('exit', (code: number | null, signal?: string) => {
    end =
      code === null
        ? { kind: 'signalled', signal: `SIG${(signal ?? 'TERM').replace(/^SIG/, '')}` }
        : { kind: 'exited', code };
  });
  const ended = new Promise<CommandEnd>((resolve) => channel.once('close', () => resolve(end)));
  channel.end(stdin);
  return { ended, close: () => channel.destroy() };
}
