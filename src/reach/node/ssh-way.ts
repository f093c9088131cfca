import { PlumblineError } from '../../contracts/errors.ts';
import type { OfferedHostKey } from '../../contracts/node.ts';
import type { Runner } from '../../contracts/runner.ts';
import { fullStop } from '../../text/words.ts';
import { logInOperation, UnknownHostKey } from '../ssh/failures.ts';
import type { SshNode, SshReach } from '../ssh/open-ssh-reach.ts';
import type { HostWords } from '../ssh/resolve-host.ts';
import type { RefusedWay, WayToNode } from './way.ts';

/** sudo answers within this time, or it will not. */
const sudoPatience = 10_000;

/** Added where a passphrase or a password may be all that is missing. */
const nothingAsked =
  'Nothing was asked for it at the terminal, because you did not ask for this node: when you do (its facts, its logs), ssh may ask.';

/** What the way over ssh needs. */
export interface SshWayParts {
  readonly reach: SshReach;
  /** The host by which ssh reaches a node; rejects with a PlumblineError. */
  readonly hostOf: (node: string, signal: AbortSignal) => Promise<HostWords>;
  /** Whether there is an operator at a terminal, who can be asked by whoever does not look in the background. */
  readonly attended: boolean;
  /** A host key was offered that nobody knows. */
  readonly offered: (key: OfferedHostKey) => void;
}

/** The way over ssh: the node as it is, by either transport. */
export function sshWay({ reach, hostOf, attended, offered }: SshWayParts): WayToNode {
  return {
    words: 'over ssh',
    async open(name, want, signal) {
      try {
        const node: SshNode = { name, host: await hostOf(name, signal) };
        const background = want.background === true;
        const transport = await reach.connect(node, background, signal);
        const runner = reach.runner(node, background);
        const refused = want.privileged === true ? await sudoRefused(runner, signal) : undefined;
        if (refused !== undefined) return { refused };
        return {
          way: { transport: transport.name, place: runner.place, reason: transport.reason, sees: 'host' },
          runner,
          byHand: { kind: 'ssh', host: node.host },
        };
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof UnknownHostKey) offered({ node: name, ...error.offered });
        const refused = refusedBy(error);
        const notAsked = attended && want.background === true && refused.error?.facts.operation === logInOperation;
        return notAsked ? { ...refused, refused: `${refused.refused} ${nothingAsked}` } : refused;
      }
    },
    close: () => reach.close(),
  };
}

/** Why there is no root on the node; undefined when the user is root, or sudo asks for no password. */
async function sudoRefused(runner: Runner, signal: AbortSignal): Promise<string | undefined> {
  const { end } = await runner.run(['true'], { deadline: sudoPatience, sudo: true, signal }).result;
  signal.throwIfAborted();
  if (end.kind === 'exited' && end.code === 0) return undefined;
  if (end.kind === 'failed') return fullStop(end.error.message);
  return `sudo on ${runner.place.text} gave no answer.`;
}

function refusedBy(error: unknown): RefusedWay {
  if (!(error instanceof PlumblineError)) {
    return { refused: fullStop(error instanceof Error ? error.message : String(error)) };
  }
  const { serverMessage = '' } = error.facts;
  return { refused: [error.message, fullStop(serverMessage)].filter((text) => text !== '').join(' '), error };
}
