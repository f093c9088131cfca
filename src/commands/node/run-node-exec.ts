import { modeAllows } from '../../consent/modes.ts';
import type { Mode } from '../../contracts/consent.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { NodeDesk, NodeTransport, NodeWant } from '../../contracts/node.ts';
import type { Recorder } from '../../contracts/record.ts';
import type { RunEnd, RunLine } from '../../contracts/runner.ts';
import { usualReason } from '../../reach/ssh/choose-transport.ts';
import { safeLine } from '../../terminal/safe-text.ts';
import { exitCodes } from '../failure.ts';

/** What `plumbline node exec` needs of the world. */
export interface NodeExecParts {
  /** Its name. */
  readonly node: string;
  readonly argv: readonly string[];
  readonly sudo: boolean;
  /** Milliseconds. */
  readonly deadline: number;
  readonly nodes: Pick<NodeDesk, 'runner' | 'way'>;
  readonly recorder: Recorder;
  /** Given bytes as they are, for pipes; without it, lines go to `stdout` without control sequences. */
  readonly bytes: ((bytes: Buffer) => void) | undefined;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly signal: AbortSignal;
}

/** What is asked for by name is asked of the node itself, not of a container in its network. */
const want: NodeWant = { files: true };

/** Throws unless the mode is write: what stands behind `exec` is the operator's, not the catalogue's. */
export function requireWriteMode(mode: Mode): void {
  if (modeAllows(mode, 'write')) return;
  throw new PlumblineError(`Running a program on a node needs write mode, and plumbline runs in ${mode} mode.`, {
    kind: 'consent',
    operation: 'run a program on a node',
    nextStep: 'Add --mode write, if you may change this node.',
  });
}

/**
 * Runs the program on the node and passes on what it prints. Written to the record before it starts and when it has ended.
 * Resolves to the exit code.
 */
export async function runNodeExec(parts: NodeExecParts): Promise<number> {
  const { node, argv, sudo, deadline, nodes, recorder, bytes, stdout, stderr, signal } = parts;
  const about = { node, command: [...argv], sudo };
  recorder.append('node/command-started', about);
  const runner = nodes.runner(node, want);
  const running = runner.run(argv, { deadline, sudo, signal, bytes: bytes !== undefined });
  await Promise.all([
    pass(running.stdout, ({ text }) =>
      bytes === undefined ? stdout(`${safeLine(text)}\n`) : bytes(Buffer.from(text, 'latin1')),
    ),
    pass(running.stderr, ({ text }) => stderr(`${safeLine(text)}\n`)),
  ]);
  const { end, truncated, remoteEnded } = await running.result;
  // What could not be run has said why already: no way is looked for again.
  const way = end.kind === 'failed' ? undefined : await nodes.way(node, want).catch(() => undefined);
  recorder.append('node/command-ended', {
    ...about,
    transport: way?.transport ?? 'none',
    line: runner.commandLine(argv),
    end: { ...end },
    remoteEnded: remoteEnded ?? false,
  });
  if (way !== undefined && way.reason !== usualReason) {
    stderr(`plumbline: node ${node} was reached ${transportWords[way.transport]}. ${safeLine(way.reason)}\n`);
  }
  if (truncated) stderr('plumbline: more was printed than is kept; the rest was dropped.\n');
  const { words, exitCode } = outcome(node, end, remoteEnded === true);
  if (words !== '') stderr(`plumbline: ${safeLine(words)}\n`);
  return exitCode;
}

const transportWords: Readonly<Record<NodeTransport, string>> = {
  ssh2: 'with ssh2',
  openssh: 'with the ssh of this machine',
  'cni-pod': 'in the pod of the CNI there',
  'node-debug-pod': 'in a debug pod there',
};

async function pass(lines: AsyncIterable<RunLine>, give: (line: RunLine) => void): Promise<void> {
  for await (const line of lines) give(line);
}

function outcome(node: string, end: RunEnd, gone: boolean): { readonly words: string; readonly exitCode: number } {
  const left = gone ? '' : ' Whether it ended there is not known; it ends by its own bound at the latest.';
  switch (end.kind) {
    case 'exited':
      return end.code === 0
        ? { words: '', exitCode: exitCodes.works }
        : { words: `the program on node ${node} ended with exit code ${end.code}.`, exitCode: exitCodes.doesNot };
    case 'signalled':
      return { words: `the program on node ${node} was ended by ${end.signal}.`, exitCode: exitCodes.doesNot };
    case 'deadline':
      return {
        words: `the program on node ${node} was ended at the timeout.${left}`,
        exitCode: exitCodes.doesNot,
      };
    case 'stopped':
      return { words: `stopped.${left}`, exitCode: exitCodes.doesNot };
    case 'missing-program':
      return { words: `node ${node} has no ${end.program}: ${end.message}`, exitCode: exitCodes.couldNotTest };
    case 'failed':
      return { words: end.error.message, exitCode: exitCodes.couldNotTest };
  }
}
