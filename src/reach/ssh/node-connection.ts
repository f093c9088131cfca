import type { Clock } from '../../kube/clock.ts';
import { ChannelRefused, type CommandParts, type RemoteCommand, type SshConnection } from './connection.ts';
import { Turns } from './turns.ts';

/** sshd opens ten sessions per connection unless told otherwise (MaxSessions); one of ours is kept for ending programs. */
const mostPrograms = 7;

/** Whoever asked for a connection uses it within this time: so long it is not taken away for others. */
const workIsNear = 1000;

/** The right to one channel of a node's connection. */
export interface ChannelLease {
  start(commandLine: string, parts: CommandParts): Promise<RemoteCommand>;
  /** Gives the channel back; more than once is once. */
  release(): void;
}

/** What a node's connection needs. */
export interface NodeConnectionParts {
  /** Makes a connection, asking at the operator's terminal if it may; `signal` gives it up. Rejects with a PlumblineError. */
  readonly connect: (signal: AbortSignal, mayAsk: boolean) => Promise<SshConnection>;
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
  /** Whether the current one was made by somebody who may ask the operator. */
  #mayAsk = false;
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

  /** Connects where there is no connection; who may ask tries again what failed for somebody who may not. */
  async ready(signal: AbortSignal, mayAsk: boolean): Promise<void> {
    const lease = this.#lease(
      () => Promise.reject(new Error('This lease only keeps the connection open.')),
      () => {},
      workIsNear,
    );
    try {
      await this.#connection(signal, mayAsk);
    } finally {
      lease.release();
    }
  }

  /** A channel for a program. */
  async forProgram(signal: AbortSignal, mayAsk: boolean): Promise<ChannelLease> {
    let leave = await this.#turns.enter(signal);
    return this.#lease(
      async (commandLine, parts) => {
        for (;;) {
          const connection = await this.#connection(signal, mayAsk);
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
        const connection = await this.#connection(signal, false);
        try {
          return await connection.start(commandLine, parts);
        } catch (error) {
          if (!(error instanceof ChannelRefused)) throw error;
          extra = await this.#parts.connect(signal, false);
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

  #lease(start: ChannelLease['start'], released: () => void, kept = 0): ChannelLease {
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
          const rest = this.#parts.wantedElsewhere() ? kept : this.#parts.idleAfter;
          if (rest === 0) void this.disconnect();
          else this.#cancelIdle = this.#parts.clock.after(rest, () => void this.disconnect());
        }
      },
    };
  }

  async #connection(signal: AbortSignal, mayAsk: boolean): Promise<SshConnection> {
    if (this.#current !== undefined && mayAsk && !this.#mayAsk) {
      const made = await within(this.#current, signal).catch(() => undefined);
      if (made !== undefined) return made;
    }
    this.#current ??= this.#connect(mayAsk);
    return await within(this.#current, signal);
  }

  #connect(mayAsk: boolean): Promise<SshConnection> {
    const made = this.#parts.connect(this.#closing.signal, mayAsk);
    this.#mayAsk = mayAsk;
    const forget = (): void => {
      if (this.#current === made) this.#current = undefined;
    };
    made.then(({ gone }) => void gone.then(forget), forget);
    return made;
  }
}

/** The connection, or a rejection once `signal` is aborted. */
function within(made: Promise<SshConnection>, signal: AbortSignal): Promise<SshConnection> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new Error('given up while the connection was being made'));
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    made.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
