import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import ssh2 from 'ssh2';
import { authenticate } from './authenticate.ts';
import type { KeyPair, NodePort } from './keys.ts';
import { serveSession, type StartOnNode } from './session.ts';

/** OpenSSH's MaxSessions. */
const mostSessions = 10;

/** A node that answers SSH on a port of 127.0.0.1. */
export interface NodeServer extends NodePort {
  /**
   * Cuts the node off, or mends that: meanwhile connections are made and never answered, as by a firewall that drops,
   * and those that stand fall silent.
   */
  setCut(cut: boolean): void;
  close(): void;
}

/** Serves SSH for one node. Rejects when no port is to be had. */
export async function serveNode(
  node: string,
  hostKey: KeyPair,
  login: KeyPair,
  start: StartOnNode,
): Promise<NodeServer> {
  const answering = new ssh2.Server(
    { hostKeys: [hostKey.private], ident: 'OpenSSH_9.6p1 plumbline-demo' },
    (client) => {
      let open = 0;
      client.on('error', () => undefined);
      client.on('authentication', authenticate(login));
      client.on('session', (accept, reject) => {
        if (open >= mostSessions) {
          reject();
          return;
        }
        open += 1;
        const session = accept();
        session.once('close', () => {
          open -= 1;
        });
        serveSession(session, start);
      });
    },
  );
  const sockets = new Set<Socket>();
  /** Those that came while the node was cut off: nobody answers them, later neither. */
  const unanswered = new Set<Socket>();
  let isCut = false;
  const listener = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      unanswered.delete(socket);
    });
    if (isCut) unanswered.add(socket);
    else answering.injectSocket(socket);
  });
  const port = await listen(listener);
  return {
    node,
    port,
    hostKey,
    setCut(cut) {
      if (cut === isCut) return;
      isCut = cut;
      for (const socket of sockets) {
        if (unanswered.has(socket)) socket.destroy();
        else if (cut) silence(socket);
        else wake(socket);
      }
    },
    close() {
      listener.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function silence(socket: Socket): void {
  socket.pause();
  socket.cork();
}

function wake(socket: Socket): void {
  socket.uncork();
  socket.resume();
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The demo got no port for SSH.');
  return address.port;
}
