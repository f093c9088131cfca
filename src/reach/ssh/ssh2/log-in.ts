import { readFile } from 'node:fs/promises';
import ssh2, { type AnyAuthMethod, type AuthHandlerMiddleware, type IdentityCallback, type ParsedKey } from 'ssh2';
import type { HostSettings } from '../host-settings.ts';
import { keyType } from '../key-blob.ts';
import type { AskPassphrase } from '../passphrases.ts';

/** A passphrase is asked for so often. */
const tries = 3;

/** An agent of which only some keys are offered: servers count refused keys and hang up after a few. */
class ChosenIdentities extends ssh2.OpenSSHAgent {
  readonly #chosen: (keys: readonly ParsedKey[]) => ParsedKey[];

  constructor(socket: string, chosen: (keys: readonly ParsedKey[]) => ParsedKey[]) {
    super(socket);
    this.#chosen = chosen;
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    super.getIdentities((error, keys) => {
      // Without its agent the key files are still tried.
      if (error) callback(null, []);
      else callback(null, this.#chosen((keys ?? []).filter((key) => isParsedKey(key))));
    });
  }
}

function isParsedKey(key: unknown): key is ParsedKey {
  return typeof key === 'object' && key !== null && 'getPublicSSH' in key;
}

/** Ways to log in, tried one after the other as ssh does: none, the agent's keys, key files. */
export interface LogIn {
  readonly handler: AuthHandlerMiddleware;
  /** What the server said it takes, after the first refusal. */
  offered(): readonly string[];
}

/** Makes the log-in of one connection. Passphrases are asked for only when nothing before them was accepted. */
export function createLogIn(settings: HostSettings, ask: AskPassphrase, signal: AbortSignal): LogIn {
  const ways = waysToLogIn(settings, ask, signal);
  let offered: readonly string[] = [];
  return {
    offered: () => offered,
    handler: (left, _partial, next) => {
      offered = left ?? offered;
      ways.next().then(
        ({ value, done }) => next(done === true || value === undefined ? endOfWays : value),
        () => next(endOfWays),
      );
    },
  };
}

/** ssh2 gives up on `false`, which its types do not know. */
const endOfWays = false as unknown as AnyAuthMethod;

async function* waysToLogIn(
  settings: HostSettings,
  ask: AskPassphrase,
  signal: AbortSignal,
): AsyncGenerator<AnyAuthMethod, void> {
  const { user: username, agent, identitiesOnly, identityFiles } = settings;
  yield { type: 'none', username };
  const files = await Promise.all(identityFiles.map(readIdentity));
  const configured = files.flatMap(({ publicBlob }) => (publicBlob === undefined ? [] : [publicBlob]));
  const inAgent: Buffer[] = [];
  if (agent !== undefined) {
    const chosen = (keys: readonly ParsedKey[]): ParsedKey[] => {
      const isConfigured = (key: ParsedKey): boolean => configured.some((blob) => blob.equals(key.getPublicSSH()));
      inAgent.push(...keys.map((key) => key.getPublicSSH()));
      const rest = identitiesOnly ? [] : keys.filter((key) => !isConfigured(key));
      return [...keys.filter(isConfigured), ...rest];
    };
    yield { type: 'agent', username, agent: new ChosenIdentities(agent, chosen) };
  }
  for (const { file, text, publicBlob } of files) {
    if (text === undefined || (publicBlob !== undefined && inAgent.some((blob) => blob.equals(publicBlob)))) continue;
    const key = await unlock(file, text, ask, signal);
    if (key !== undefined) yield { type: 'publickey', username, key };
  }
}

interface IdentityFile {
  readonly file: string;
  readonly text: string | undefined;
  readonly publicBlob: Buffer | undefined;
}

async function readIdentity(file: string): Promise<IdentityFile> {
  const [text, publicText] = await Promise.all([
    readFile(file, 'utf8').catch(() => undefined),
    readFile(`${file}.pub`, 'utf8').catch(() => ''),
  ]);
  const fromPublic = Buffer.from(publicText.trim().split(/\s+/)[1] ?? '', 'base64');
  if (keyType(fromPublic) !== '') return { file, text, publicBlob: fromPublic };
  const key = text === undefined ? undefined : parse(text);
  return { file, text, publicBlob: key instanceof Error ? undefined : key?.getPublicSSH() };
}

async function unlock(
  file: string,
  text: string,
  ask: AskPassphrase,
  signal: AbortSignal,
): Promise<ParsedKey | undefined> {
  let key = parse(text);
  let passphrase: string | undefined;
  for (let asked = 0; key instanceof Error && /encrypted|passphrase|integrity/i.test(key.message); asked += 1) {
    passphrase = asked < tries ? await ask(file, signal, passphrase) : undefined;
    if (passphrase === undefined) return undefined;
    key = parse(text, passphrase);
  }
  return key instanceof Error ? undefined : key;
}

function parse(text: string, passphrase?: string): ParsedKey | Error {
  const parsed: ParsedKey | readonly ParsedKey[] | Error = ssh2.utils.parseKey(text, passphrase);
  return parsed;
}
