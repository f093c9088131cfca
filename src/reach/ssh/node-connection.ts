import type { Clock } from '../../kube/clock.ts';
import { ChannelRefused, type CommandParts, type RemoteCommand, type SshConnection } from './connection.ts';
import { Turns } from './turns.ts';

/** sshd opens ten sessions per connection unless told otherwise (MaxSessions); one of ours is kept for ending programs. */
const mostPrograms = 7;

/** The right to one channel of a node's connection. */
export interface ChannelLease {
  start(commandLine: string, parts: CommandParts): Promise<RemoteCommand>;
  /** Gives the channel back; more than once is once. */
  release(): void;
}

/** What a node's connection needs. */
export interface NodeConnectionParts {
  /** Makes a connection; `signal` gives it up. Rejects with a PlumblineError. */
  readonly connect: (signal: AbortSignal) => Promise<SshConnection>;
  readonly clock: Clock;
  /** Milliseconds without work after which the connection is closed. */
  readonly idleAfter: number;
  /** Whether other nodes wait for a connection: then an idle one is closed at once. */
  readonly wantedElsewhere: () => boolean;
}

/**
 * The one connection of a node, made when it is first needed, made again when it broke, closed when idle. It learns how
 * many channels the server opens: a program that is refused one waits until another has ended.
 */
export class NodeConnection {
  readonly #parts: NodeConnectionParts;
  readonly #turns = new Turns(mostPrograms);
  readonly #closing = new AbortController();
  #current: Promise<SshConnection> | undefined;
  #leases = 0;
  #cancelIdle: () => void = () => {};

  constructor(parts: NodeConnectionParts) {
    this.#parts = parts;
  }

  /** Whether nothing runs over it. */
  get idle(): boolean {
    return this.#leases === 0;
  }

  /** Whether there is a connection, or one is being made. */
  get open(): boolean {
    return this.#current !== undefined;
  }

  /** A channel for a program. */
  async forProgram(signal: AbortSignal): Promise<ChannelLease> {
    let leave = await this.#turns.enter(signal);
    return this.#lease(
      async (commandLine, parts) => {
        for (;;) {
          const connection = await this.#connection(signal);
          try {
            return await connection.start(commandLine, parts);
          } catch (error) {
            // Alone and refused: others hold the sessions of this user, or none is allowed.
            if (!(error instanceof ChannelRefused) || this.#turns.inside <= 1) throw error;
            this.#turns.lower(this.#turns.inside - 1);
            leave();
            leave = await this.#turns.enter(signal);
          }
        }
      },
      () => leave(),
    );
  }

  /** A channel for ending a program; where the server opens no more, over a connection of its own. */
  forSignal(signal: AbortSignal): Promise<ChannelLease> {
    let extra: SshConnection | undefined;
    const lease = this.#lease(
      async (commandLine, parts) => {
        const connection = await this.#connection(signal);
        try {
          return await connection.start(commandLine, parts);
        } catch (error) {
          if (!(error instanceof ChannelRefused)) throw error;
          extra = await this.#parts.connect(signal);
          return await extra.start(commandLine, parts);
        }
      },
      () => void extra?.close(),
    );
    return Promise.resolve(lease);
  }

  /** Closes the connection; a later lease makes a new one. Never rejects. */
  async disconnect(): Promise<void> {
    this.#cancelIdle();
    const current = this.#current;
    this.#current = undefined;
    await current?.then(
      (connection) => connection.close(),
      () => {},
    );
  }

  /** Gives up what is being made, and closes. Never rejects. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.disconnect();
  }

  #lease(start: ChannelLease['start'], released: () => void): ChannelLease {
    this.#cancelIdle();
    this.#leases += 1;
    let over = false;
    return {
      start,
      release: () => {
        if (over) return;
        over = true;
        this.#leases -= 1;
        released();
        if (this.#leases === 0) {
          if (this.#parts.wantedElsewhere()) void this.disconnect();
          else this.#cancelIdle = this.#parts.clock.after(this.#parts.idleAfter, () => void this.disconnect());
        }
      },
    };
  }

  async #connection(signal: AbortSignal): Promise<SshConnection> {
    this.#current ??= this.#connect();
    return await Promise.race([
      this.#current,
      new Promise<never>((_resolve, reject) => {
        const giveUp = (): void => reject(new Error('given up while the connection was being made'));
        if (signal.aborted) giveUp();
        else signal.addEventListener('abort', giveUp, { once: true });
      }),
    ]);
  }

  #connect(): Promise<SshConnection> {
    const made = this.#parts.connect(this.#closing.signal);
    const forget = (): void => {
      if (this.#current === made) this.#current = undefined;
    };
    made.then(({ gone }) => void gone.then(forget), forget);
    return made;
  }
}
