import { createConnection } from 'node:net';
import { keyType } from './key-blob.ts';

/** One key that an agent holds. */
export interface AgentIdentity {
  readonly type: string;
  readonly blob: Buffer;
}

const requestIdentities = 11;
const identitiesAnswer = 12;
/** More than this is no list of keys. */
const largest = 256 * 1024;
const patience = 3000;

/**
 * Asks an agent which keys it holds (draft-miller-ssh-agent section 4.4). Resolves to undefined where no agent answers;
 * never rejects.
 */
export function agentIdentities(socketPath: string): Promise<readonly AgentIdentity[] | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(socketPath);
    let received = Buffer.alloc(0);
    const done = (identities: readonly AgentIdentity[] | undefined) => {
      socket.destroy();
      resolve(identities);
    };
    socket.setTimeout(patience, () => done(undefined));
    socket.on('error', () => done(undefined));
    socket.on('close', () => done(undefined));
    socket.on('connect', () => socket.write(Buffer.of(0, 0, 0, 1, requestIdentities)));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length > largest) return done(undefined);
      if (received.length >= 4 && received.length >= 4 + received.readUInt32BE(0)) done(parseIdentities(received));
    });
  });
}

/** Reads the answer with its length in front; undefined when it is another one. Total. */
export function parseIdentities(message: Buffer): readonly AgentIdentity[] | undefined {
  if (message.length < 9 || message[4] !== identitiesAnswer) return undefined;
  const count = message.readUInt32BE(5);
  const identities: AgentIdentity[] = [];
  let at = 9;
  const field = (): Buffer | undefined => {
    if (at + 4 > message.length) return undefined;
    const length = message.readUInt32BE(at);
    if (at + 4 + length > message.length) return undefined;
    const value = message.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return value;
  };
  while (identities.length < count) {
    const blob = field();
    const comment = field();
    if (blob === undefined || comment === undefined) return undefined;
    identities.push({ type: keyType(blob), blob });
  }
  return identities;
}
