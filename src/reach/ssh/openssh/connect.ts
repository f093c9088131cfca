import { join } from 'node:path';
import { PlumblineError } from '../../../contracts/errors.ts';
import type { OperatorTerminal } from '../../../contracts/terminal.ts';
import type { SshConnection } from '../connection.ts';
import { hostKeyRefused, hostText, loginRefused, notReached } from '../failures.ts';
import { type AcceptedKeys, checkHostKey, readKnownHosts } from '../host-keys.ts';
import { type ProgramAnswer, runProgram } from '../run-program.ts';
import { commandsOver } from './commands.ts';
import { offeredKey } from './offered-key.ts';
import { openSshArgs, type OpenSshTarget } from './options.ts';
import { readOpenSshFailure } from './read-failure.ts';

/** What a connection through the machine's ssh needs. */
export interface OpenSshParts {
  readonly target: OpenSshTarget;
  /** The folder for control sockets, 0700. */
  readonly folder: string;
  /** Tells this connection's socket from others in the folder. */
  readonly id: number;
  /** The operator's own master is open: it is used and left open. */
  readonly ownMaster: boolean;
  readonly accepted: AcceptedKeys;
  readonly terminal: OperatorTerminal;
  readonly signal: AbortSignal;
}

/** A master without work ends after so many seconds by itself: also when plumbline was killed. */
const persist = 60;
const logInPatience = 120_000;

/**
 * Opens a master connection with the machine's ssh and runs commands over its socket. It logs in without questions first;
 * where that is refused and the operator's terminal can be had, ssh asks there. Rejects with a PlumblineError.
 */
export async function connectOpenSsh(parts: OpenSshParts): Promise<SshConnection> {
  const { target, ownMaster, folder, id } = parts;
  const own = ownMaster ? target.settings.controlPath : undefined;
  if (own !== undefined) return commandsOver(target, own, { leaveOpen: true });
  const socket = join(folder, String(id));
  await openMaster(parts, socket, true);
  return commandsOver(target, socket, { leaveOpen: false });
}

async function openMaster(parts: OpenSshParts, socket: string, mayAccept: boolean): Promise<void> {
  const { target, accepted, terminal, signal } = parts;
  const { settings } = target;
  const own = ['-M', '-N', '-f', '-S', socket, '-o', `ControlPersist=${persist}`];
  const deadline = settings.connectTimeout * 3 + 20_000;
  const answer = await runProgram(target.program, [...openSshArgs(target, own), '--', settings.alias], {
    deadline,
    signal,
  });
  if (answer.code === 0) return;
  if (signal.aborted) throw notReached(settings, 'given up');
  // A master that goes to the background silences what brings its bytes; without one the hop says what is wrong.
  const told = settings.proxyJump.length > 0 ? await withoutMaster(parts) : answer;
  const failure = readOpenSshFailure(told.stderr);
  const words = wordsOf(told);
  switch (failure.kind) {
    case 'unknown-key': {
      const key = await offeredKey(target, signal);
      if (key === undefined) throw notReached(settings, words);
      const judgement = await checkHostKey(settings, key, accepted);
      if (judgement.kind !== 'known') throw hostKeyRefused(settings, judgement, key);
      // Known now, or known all along: then it was a jump host's key that ssh refused.
      if (!mayAccept) throw notReached(settings, words);
      return await openMaster(parts, socket, false);
    }
    case 'changed-key':
    case 'revoked-key': {
      const key = await offeredKey(target, signal);
      if (key !== undefined) {
        const judgement = await checkHostKey(settings, key, new Set());
        if (judgement.kind !== 'known') throw hostKeyRefused(settings, judgement, key);
      }
      throw await changedOnTheWay(target, words, failure);
    }
    case 'login-refused':
      if (terminal.access === 'none') throw loginRefused(settings, words);
      return await logInOnTerminal(parts, own, words);
    case 'not-reached':
      throw notReached(settings, words);
  }
}

function withoutMaster({ target, signal }: OpenSshParts): Promise<ProgramAnswer> {
  const args = [...openSshArgs(target, ['-o', 'ControlPath=none', '-T']), '--', target.settings.alias, 'true'];
  return runProgram(target.program, args, { deadline: target.settings.connectTimeout * 2, signal });
}

/** A key that changed for a jump host, or of another type than the one that was asked for here. */
async function changedOnTheWay(
  { settings }: OpenSshTarget,
  words: string,
  failure: { readonly kind: string; readonly at?: string },
): Promise<PlumblineError> {
  const known = (await readKnownHosts(settings)).find(({ at }) => at === failure.at);
  return new PlumblineError(
    `ssh refuses the host key of ${known?.hosts ?? hostText(settings)} or of a host before it.`,
    {
      kind: 'authentication',
      operation: 'check the host key',
      object: hostText(settings),
      serverMessage: words,
      nextStep: 'Find out why the key changed before you remove the line that ssh names.',
    },
  );
}

/** ssh asks for passwords, codes and passphrases itself, on the terminal that is lent to it. */
async function logInOnTerminal(
  { target, terminal, signal }: OpenSshParts,
  own: readonly string[],
  words: string,
): Promise<void> {
  const { settings } = target;
  const outcome = await terminal.lend(
    {
      kind: 'program',
      words: `${hostText(settings)} refused the log-in without questions; ssh asks now.`,
      command: target.program,
      args: [...openSshArgs(target, [...own, '-o', 'BatchMode=no']), '--', settings.alias],
      env: {},
      deadline: logInPatience,
    },
    signal,
  );
  if (outcome.kind !== 'done') throw loginRefused(settings, words);
}

function wordsOf({ stderr, code }: ProgramAnswer): string {
  const words = stderr.replaceAll(/^@+\r?$\n?/gm, '').trim();
  return words === '' ? `ssh ended with ${code === undefined ? 'no answer in time' : `code ${code}`}` : words;
}
