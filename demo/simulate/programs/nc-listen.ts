import type { ServerConnection } from '../container/sockets.ts';
import type { Start } from './program.ts';
import { copy } from './relay.ts';

/** `nc -l`: waits for one connection and carries it to stdout and from stdin. */
export async function listenOn(start: Start, port: number): Promise<number> {
  const { machine, process, stderr, stdin, stdout } = start;
  const accepted = Promise.withResolvers<ServerConnection>();
  const opened =
    Number.isInteger(port) && machine.sockets.listen('TCP', port, { serves: 'accept', accept: accepted.resolve });
  if (!opened) {
    stderr.write('nc: Address already in use\n');
    return 1;
  }
  process.onExit(() => machine.sockets.close('TCP', port));
  const connection = await process.wait(accepted.promise);
  machine.sockets.close('TCP', port);
  process.onExit(() => connection.sent.close());
  void copy(stdin, connection.sent);
  await process.wait(copy(connection.received, stdout));
  return 0;
}
