import type { Pipe } from './streams.ts';

/** The two directions of an accepted connection, seen from the server. */
export interface ServerConnection {
  readonly received: Pipe;
  readonly sent: Pipe;
  readonly clientAddress: string;
}

/** Somebody who listens on a port of a pod. */
export type Listener =
  | { readonly serves: 'http'; readonly bodyBytes: number }
  | { readonly serves: 'dns' }
  | { readonly serves: 'tcp' }
  /** The process is stopped: the kernel completes the handshake, nobody ever answers. */
  | { readonly serves: 'silence' }
  | { readonly serves: 'accept'; accept(connection: ServerConnection): void }
  | { readonly serves: 'iperf3'; readonly server: BandwidthServer };

/** An iperf3 server as its client meets it. */
export interface BandwidthServer {
  /** Begins a test, or undefined while another one runs. */
  begin(): BandwidthSession | undefined;
}

/** The server's half of a test. */
export interface BandwidthSession {
  /** What the server prints as the test goes on. */
  print(lines: readonly string[]): void;
  /** The test is over; with a sentence when it broke. */
  finish(error?: string): void;
  /** Resolves when the server went away. */
  readonly gone: Promise<void>;
}

/** The ports that programs in one pod opened themselves (iperf3 -s, nc -l). */
export interface SocketTable {
  /** False when the port is taken. */
  listen(protocol: 'TCP' | 'UDP', port: number, listener: Listener): boolean;
  close(protocol: 'TCP' | 'UDP', port: number): void;
  find(protocol: 'TCP' | 'UDP', port: number): Listener | undefined;
}

/** No ports open. */
export function createSocketTable(): SocketTable {
  const open = new Map<string, Listener>();
  return {
    listen(protocol, port, listener) {
      const key = `${protocol}:${port}`;
      if (open.has(key)) {
        return false;
      }
      open.set(key, listener);
      return true;
    },
    close: (protocol, port) => void open.delete(`${protocol}:${port}`),
    find: (protocol, port) => open.get(`${protocol}:${port}`),
  };
}
