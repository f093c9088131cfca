import { createPrivateKey } from 'node:crypto';
import { PlumblineError } from '../../contracts/errors.ts';
import type { Duration } from '../../contracts/time.ts';
import type { OperatorLogin } from './operator-login.ts';

const tries = 3;
const patience: Duration = 120_000;

export interface ClientKeyOptions {
  /** Reads the key as PEM, anew when it was replaced. */
  readonly read: () => Promise<Buffer>;
  /** 'client key /home/op/.kube/op.key of user night'. */
  readonly name: string;
  readonly login: OperatorLogin;
  readonly closed: AbortSignal;
}

/** Whether a private key in PEM needs a passphrase (PKCS #8 by its label, the older form by its header). */
export function isEncryptedKey(pem: Buffer): boolean {
  const text = pem.toString('latin1');
  return text.includes('ENCRYPTED PRIVATE KEY-----') || /^Proc-Type: *4,ENCRYPTED/m.test(text);
}

/**
 * A client key, opened with the operator's passphrase where it is encrypted: asked for once, kept as the open key in
 * this process's memory. What could not be opened is not asked for again before the operator logs in. Throws a
 * PlumblineError that names the key.
 */
export function clientKey({ read, name, login, closed }: ClientKeyOptions): () => Promise<Buffer> {
  let opened: { readonly of: Buffer; readonly key: Buffer } | undefined;
  let opening: Promise<Buffer> | undefined;
  let failure: { readonly error: unknown; readonly round: number } | undefined;

  async function open(encrypted: Buffer): Promise<Buffer> {
    try {
      const key = await ask(encrypted);
      opened = { of: encrypted, key };
      failure = undefined;
      return key;
    } catch (error) {
      failure = { error, round: login.round };
      throw error;
    }
  }

  async function ask(encrypted: Buffer): Promise<Buffer> {
    if (login.access === 'none') throw refused('it is encrypted, and there is no terminal here', false);
    if (!login.mayTake()) throw refused('it is encrypted', true);
    for (let left = tries, words = `The ${name} is encrypted.`; left > 0; left -= 1) {
      const prompt = 'Passphrase: ';
      const outcome = await login.take({ kind: 'secret', words, prompt, deadline: patience }, closed);
      if (outcome.kind !== 'done') throw refused(whyNone(outcome), login.access === 'screen');
      const key = openKey(encrypted, outcome.text);
      if (key !== undefined) return key;
      words = `That passphrase does not open the ${name}.`;
      if (left > 1) login.keepTurn();
    }
    throw refused(`${tries} passphrases did not open it`, login.access === 'screen');
  }

  function refused(why: string, canLogIn: boolean): PlumblineError {
    const sentence = `The ${name} cannot be used: ${why}.`;
    if (canLogIn) login.offer({ sentence, running: false, terminal: 'wants' });
    return new PlumblineError(sentence, {
      kind: 'authentication',
      operation: 'open the client key',
      object: name,
      nextStep: canLogIn
        ? 'Log in: that asks for its passphrase, and what is measured goes on.'
        : 'Run plumbline at a terminal (ssh -t) to be asked for its passphrase, or decrypt the key with `openssl pkey`.',
    });
  }

  return async () => {
    const pem = await read();
    if (!isEncryptedKey(pem)) return pem;
    if (opened?.of.equals(pem) === true) return opened.key;
    if (failure?.round === login.round && opening === undefined) throw failure.error;
    opening ??= open(pem).finally(() => {
      opening = undefined;
    });
    return opening;
  };
}

function openKey(encrypted: Buffer, passphrase: string): Buffer | undefined {
  try {
    const key = createPrivateKey({ key: encrypted, passphrase });
    return Buffer.from(key.export({ type: 'pkcs8', format: 'pem' }));
  } catch {
    return undefined;
  }
}

function whyNone(outcome: { readonly kind: string; readonly why?: string }): string {
  switch (outcome.kind) {
    case 'timeout':
      return `no passphrase was given within ${patience / 1000} s`;
    case 'unavailable':
      return `it is encrypted, and ${outcome.why ?? 'there is no terminal'}`;
    default:
      return 'no passphrase was given';
  }
}
