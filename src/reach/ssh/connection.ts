import type { OutputStream } from '../../kube/exec/output.ts';

/** How a command on a node ended; 'lost' means that its connection went, and then nothing is known. */
export type CommandEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'lost'; readonly message: string };

/** A command that was started on a node. */
export interface RemoteCommand {
  /** Never rejects. */
  readonly ended: Promise<CommandEnd>;
  /** Gives up its channel; that alone does not end the process on the node. */
  close(): void;
}

/** What a command is given. */
export interface CommandParts {
  readonly stdin: Uint8Array | undefined;
  readonly received: (stream: OutputStream, chunk: Buffer) => void;
}

/** A connection to one node, whichever transport carries it. */
export interface SshConnection {
  /** Starts a command line, which the login shell there reads. Rejects with a PlumblineError, `ChannelRefused` where others must end first. */
  start(commandLine: string, parts: CommandParts): Promise<RemoteCommand>;
  /** Resolves when it is gone, whoever ended it. */
  readonly gone: Promise<void>;
  close(): Promise<void>;
}

/** The server opens no further channel on this connection (MaxSessions of sshd). */
export class ChannelRefused extends Error {}
