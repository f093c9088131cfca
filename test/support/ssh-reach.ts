import { userInfo } from 'node:os';
import type { Mode } from '../../src/contracts/consent.ts';
import type { NodeDesk } from '../../src/contracts/node.ts';
import type { Runner, RunOptions, RunResult } from '../../src/contracts/runner.ts';
import type { OperatorTerminal } from '../../src/contracts/terminal.ts';
import type { TransportName } from '../../src/reach/ssh/choose-transport.ts';
import { openSshReach, type SshNode, type SshReach } from '../../src/reach/ssh/open-ssh-reach.ts';
import type { KeyFolder } from './ssh-server.ts';

/** Nobody to ask. */
export const noTerminal: OperatorTerminal = {
  access: 'none',
  lend: () => Promise.resolve({ kind: 'unavailable', why: 'a test' }),
};

/** A terminal at which somebody answers every secret with this text. */
export function answeringTerminal(text: string): OperatorTerminal {
  return { access: 'direct', lend: () => Promise.resolve({ kind: 'done', text }) };
}

export interface TestReachOptions {
  readonly transport?: TransportName | 'auto';
  readonly accepted?: readonly string[];
  readonly mode?: Mode;
  readonly terminal?: OperatorTerminal;
  /** The agent's socket. */
  readonly agent?: string;
  /** false: as on a machine without ssh. */
  readonly withProgram?: boolean;
  readonly mostConnections?: number;
  readonly idleAfter?: number;
}

/** A reach by the config file `name` of the folder, with nothing of the machine's own settings. */
export function testReach(folder: KeyFolder, name: string, options: TestReachOptions = {}): SshReach {
  const { agent, mostConnections, idleAfter } = options;
  return openSshReach({
    resolver: {
      local: {
        home: folder.path,
        name: userInfo().username,
        env: agent === undefined ? {} : { SSH_AUTH_SOCK: agent },
      },
      program: options.withProgram === false ? undefined : '/usr/bin/ssh',
      configFile: folder.file(name),
    },
    transport: options.transport ?? 'auto',
    accepted: new Set(options.accepted),
    mode: options.mode ?? 'write',
    terminal: options.terminal ?? noTerminal,
    runtimeFolder: folder.file('runtime'),
    ...(mostConnections === undefined ? {} : { mostConnections }),
    ...(idleAfter === undefined ? {} : { idleAfter }),
  });
}

/** A desk of one node, reached by ssh and by nothing else. */
export function deskOver(reach: SshReach, node: SshNode): Pick<NodeDesk, 'runner' | 'way'> {
  return {
    runner: () => reach.runner(node),
    way: async () => {
      const { name, reason } = await reach.connect(node, false, AbortSignal.timeout(10_000));
      return { transport: name, place: reach.runner(node).place, reason, sees: 'host' };
    },
  };
}

/** What a program printed and how it ended. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly result: RunResult;
}

/** Runs a program to its end. */
export async function runTo(runner: Runner, argv: readonly string[], options: Partial<RunOptions> = {}): Promise<Ran> {
  const running = runner.run(argv, { deadline: 15_000, ...options });
  const [stdout, stderr] = await Promise.all(
    [running.stdout, running.stderr].map(async (stream) => {
      const lines: string[] = [];
      for await (const { text } of stream) lines.push(text);
      return lines.join(options.bytes === true ? '' : '\n');
    }),
  );
  return { stdout: stdout ?? '', stderr: stderr ?? '', result: await running.result };
}

/** The sentence of a run that failed; '' when it did not. */
export function failureOf({ result: { end } }: Ran): string {
  return end.kind === 'failed' ? end.error.message : '';
}
