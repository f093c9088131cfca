import { type ErrorFacts, PlumblineError } from '../../contracts/errors.ts';
import type { OfferedHostKey } from '../../contracts/node.ts';
import type { HostSettings } from './host-settings.ts';
import { fingerprint, keyType, keyTypeWords } from './key-blob.ts';
import type { HostKeyJudgement } from './judge-host-key.ts';

/** 'ann@10.0.0.5', with the port where it is another than 22. */
export function hostText({ user, hostName, port }: HostSettings): string {
  return `${user}@${hostName}${port === 22 ? '' : ` port ${port}`}`;
}

/** No connection: names, routes, a closed port, silence. */
export function notReached(settings: HostSettings, words: string): PlumblineError {
  return new PlumblineError(`${hostText(settings)} cannot be reached over ssh.`, {
    kind: 'unreachable',
    operation: 'connect over ssh',
    object: hostText(settings),
    serverMessage: words,
    nextStep: `Try it by hand: ssh ${settings.alias}. Another address is chosen with --ssh-address.`,
  });
}

/** The operation of an error that says that the log-in was refused. */
export const logInOperation = 'log in over ssh';

/** Every way to log in was refused. */
export function loginRefused(settings: HostSettings, words: string): PlumblineError {
  return new PlumblineError(`${hostText(settings)} refused the log-in.`, {
    kind: 'authentication',
    operation: logInOperation,
    object: hostText(settings),
    serverMessage: words,
    nextStep: `Try it by hand: ssh ${settings.alias}. Another user is chosen with --ssh-user; a key of an agent counts as well.`,
  });
}

/** A host key that nobody knows: what was offered, for who can compare it. */
export class UnknownHostKey extends PlumblineError {
  readonly offered: Omit<OfferedHostKey, 'node'>;

  constructor(message: string, facts: ErrorFacts, offered: Omit<OfferedHostKey, 'node'>) {
    super(message, facts);
    this.offered = offered;
  }
}

/** A host key that may not be trusted: unknown, changed or revoked, each with its fingerprints. */
export function hostKeyRefused(
  settings: HostSettings,
  judgement: Exclude<HostKeyJudgement, { readonly kind: 'known' }>,
  key: Buffer,
): PlumblineError {
  const { alias } = settings;
  const type = keyTypeWords(keyType(key));
  const offered = fingerprint(key);
  const facts = { operation: 'check the host key', object: judgement.name } as const;
  switch (judgement.kind) {
    case 'unknown': {
      const others = judgement.others.map(
        ({ blob, at }) => `${keyTypeWords(keyType(blob))} ${fingerprint(blob)} (${at})`,
      );
      const also = others.length === 0 ? '' : ` Known for it are other keys: ${others.join(', ')}.`;
      return new UnknownHostKey(
        `The host key of ${judgement.name} is not known: it offers ${type} ${offered}.${also}`,
        {
          kind: 'authentication',
          ...facts,
          nextStep: `Compare it with what the node's console says (ssh-keygen -lf on its host key); if it is the same, add --ssh-accept-key ${offered}, or connect once with ssh ${alias}.`,
        },
        { host: judgement.name, type, fingerprint: offered },
      );
    }
    case 'changed':
      return new PlumblineError(
        `The host key of ${judgement.name} has changed: known is ${type} ${fingerprint(judgement.expected.blob)}, it offers ${offered}.`,
        {
          kind: 'authentication',
          ...facts,
          nextStep: `Somebody may stand between. If the node was made anew, remove the line ${judgement.expected.at} and try again.`,
        },
      );
    case 'revoked':
      return new PlumblineError(`The host key of ${judgement.name} is revoked: ${type} ${offered}.`, {
        kind: 'authentication',
        ...facts,
        nextStep: `${judgement.line.at} says so. A server with this key is not to be trusted.`,
      });
  }
}
