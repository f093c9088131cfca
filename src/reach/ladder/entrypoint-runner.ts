import type { Cluster } from '../../contracts/cluster.ts';
import type { Place, RunEnd, Runner, RunOptions, RunResult } from '../../contracts/runner.ts';
import { missingByExit, missingInRuntimeMessage } from '../../kube/exec/missing-program.ts';
import { RunOutput } from '../../kube/exec/output.ts';
import type { StartState } from './start-state.ts';
import { waitUntilStarted } from './wait-until-started.ts';

/** A container that was made for one command. */
export interface CommandContainer {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The command is over, or not wanted any more: removes what can be removed. */
  over(): Promise<void>;
}

/** How a container for one command is made, for one place. */
export interface EntrypointPlace {
  readonly place: Place;
  /** Makes a container whose entrypoint is argv. Rejects with why it cannot be made. */
  make(argv: readonly string[], signal: AbortSignal): Promise<CommandContainer>;
  commandLine(argv: readonly string[]): string;
  /** The container goes when it is asked to; false where it runs to its command's own bound. */
  readonly removable: boolean;
}

/** After a container's log has ended its status may lag. */
const statusPatience = 5000;

/**
 * Runs each command as the entrypoint of a container of its own and reads what it prints from the log: for where exec is
 * not allowed. Both streams arrive as one, as stdout. A stop ends the reading at once, and the command where its container
 * can be removed; elsewhere it runs on to its own bound, and `remoteEnded` says so.
 */
export function entrypointRunner(cluster: Pick<Cluster, 'api' | 'logs'>, where: EntrypointPlace): Runner {
  return {
    place: where.place,
    commandLine: (argv) => where.commandLine(argv),
    run(argv, options) {
      const output = new RunOutput(options);
      const ending = new AbortController();
      const startedAt = Date.now();
      let reason: 'stopped' | 'deadline' = 'stopped';
      const stop = (): void => ending.abort();
      options.signal?.addEventListener('abort', stop, { once: true });
      if (options.signal?.aborted === true) stop();
      const onDeadline = (): void => {
        reason = 'deadline';
        ending.abort();
      };
      const result = perform(cluster, where, argv, options, output, ending.signal, onDeadline)
        .catch((error: unknown): RunEnd => failed(error))
        .then((end): RunResult => {
          options.signal?.removeEventListener('abort', stop);
          output.end(Date.now());
          const cut = ending.signal.aborted;
          return {
            end: cut ? { kind: reason } : end,
            startedAt,
            duration: Date.now() - startedAt,
            truncated: output.truncated,
            remoteEnded: !cut || where.removable,
          };
        });
      return {
        stdout: output.stdout,
        stderr: output.stderr,
        result,
        async stop() {
          stop();
          await result;
        },
      };
    },
  };
}

async function perform(
  cluster: Pick<Cluster, 'api' | 'logs'>,
  where: EntrypointPlace,
  argv: readonly string[],
  options: RunOptions,
  output: RunOutput,
  signal: AbortSignal,
  onDeadline: () => void,
): Promise<RunEnd> {
  const made = await where.make(argv, signal);
  let timer: NodeJS.Timeout | undefined;
  try {
    const { state } = await waitUntilStarted(cluster, made, signal);
    if (state.kind === 'stuck') return { kind: 'failed', error: { message: state.sentence, errorKind: 'protocol' } };
    timer = setTimeout(onDeadline, options.deadline);
    const { namespace, pod, container } = made;
    const lines: string[] = [];
    const target = { namespace, pod, container };
    for await (const line of cluster.logs(target, { container, follow: true, signal })) {
      if (line.notice) continue;
      if (lines.length < 20) lines.push(line.text);
      output.push('stdout', Buffer.from(`${line.text}\n`), Date.now());
    }
    signal.throwIfAborted();
    return endOf(await endedState(cluster, made, signal), lines);
  } finally {
    clearTimeout(timer);
    await made.over();
  }
}

/** The state once the container has ended; its last one where the kubelet does not say so in time. */
async function endedState(
  cluster: Pick<Cluster, 'api'>,
  made: CommandContainer,
  signal: AbortSignal,
): Promise<StartState> {
  const giveUp = Date.now() + statusPatience;
  for (;;) {
    const { state } = await waitUntilStarted(cluster, made, signal);
    if (state.kind !== 'running' || Date.now() > giveUp) return state;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function endOf(state: StartState, lines: readonly string[]): RunEnd {
  if (state.kind !== 'ended') {
    const message = 'The log ended while the container still runs.';
    return { kind: 'failed', error: { message, errorKind: 'interrupted' } };
  }
  if (state.startError) {
    const missing = missingInRuntimeMessage(state.message);
    if (missing !== undefined) return { kind: 'missing-program', ...missing };
    return { kind: 'failed', error: { message: state.message, errorKind: 'protocol' } };
  }
  const code = state.exitCode ?? 0;
  const missing = missingByExit(code, lines);
  return missing === undefined ? { kind: 'exited', code } : { kind: 'missing-program', ...missing };
}

function failed(error: unknown): RunEnd {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', error: { message, errorKind: 'protocol' } };
}
