import type { RunEnd, RunOptions } from '../../contracts/runner.ts';
import type { Duration } from '../../contracts/time.ts';
import { type Clock, pause } from '../clock.ts';
import type { ApiConnection } from '../connection.ts';
import { AnnouncementFilter } from './announcement-filter.ts';
import type { ExecEnd } from './conversation.ts';
import { type ExecStream, type ExecTimings, openExecStream, type Whereabouts } from './exec-stream.ts';
import type { ExecStatus } from './exec-status.ts';
import { runFailure } from './failure.ts';
import { missingByExit, missingInRuntimeMessage } from './missing-program.ts';
import type { RunOutput } from './output.ts';
import { type EndTimings, endRemotely } from './remote-end.ts';
import { superviseCommand } from './remote-process.ts';
import type { Outcome } from './run-life.ts';

/** The remote bound lies this far behind the deadline, so that the end seen here is the deadline's. */
const boundMargin = 2000;

/** A program that was just started announces itself within this time, or it will not. */
const announcementPatience = 2000;

export interface Start {
  readonly connection: ApiConnection;
  readonly where: Whereabouts;
  readonly argv: readonly string[];
  readonly options: RunOptions;
  readonly output: RunOutput;
  readonly clock: Clock;
  readonly timings: ExecTimings & EndTimings;
  /** Aborted to give up the start. */
  readonly starting: AbortSignal;
  /** Aborted to end the program early. */
  readonly endAsked: AbortSignal;
  /** Starts the deadline, so much later, and returns what cancels it. */
  readonly started: (later: Duration) => () => void;
}

/**
 * Runs the program once, `supervised` under the container's shell or bare. 'no-shell' means that nothing ran because
 * the container has no shell; nothing was written to the output then. Never rejects.
 */
export async function attempt(start: Start, supervised: boolean): Promise<Outcome | 'no-shell'> {
  const { argv, options, output } = start;
  if (start.endAsked.aborted) return { end: { kind: 'stopped' }, remoteEnded: true };
  const command = supervised
    ? superviseCommand(argv, options.deadline + boundMargin)
    : { argv, announced: () => undefined };
  const filter = new AnnouncementFilter(command.announced, ({ stream, chunk, at }) => output.push(stream, chunk, at));
  if (!supervised) filter.release();
  const outcome = await converse(start, command.argv, filter, supervised);
  const { end } = outcome;
  if (supervised && !filter.found && end.kind === 'missing-program' && /^(\/bin\/)?sh$/.test(end.program))
    return 'no-shell';
  filter.release();
  return outcome;
}

async function converse(
  start: Start,
  argv: readonly string[],
  filter: AnnouncementFilter,
  supervised: boolean,
): Promise<Outcome> {
  const { connection, where, options, output, clock, timings, endAsked } = start;
  let stream: ExecStream;
  try {
    stream = await openExecStream(
      connection,
      { ...where, argv, stdin: bytesOf(options.stdin), signal: start.starting },
      (name, chunk) => filter.take({ stream: name, chunk, at: clock.now() }),
      clock,
      timings,
    );
  } catch (error) {
    return { end: runFailure(error), remoteEnded: !endAsked.aborted };
  }
  // The server has taken the program; a busy node may take long to start it. What announces itself has started.
  let cancelDeadline = start.started(supervised ? timings.slowStart : 0);
  let over = false;
  void filter.process.then(() => {
    if (over) return;
    cancelDeadline();
    cancelDeadline = start.started(0);
  });
  const end = await Promise.race([stream.ended, whenAborted(endAsked)]);
  over = true;
  cancelDeadline();
  if (end !== undefined && end.kind !== 'lost') {
    return { end: judge(end, [...filter.heldLines(), ...output.firstLines]), remoteEnded: true };
  }
  const ending = endProcess(start, stream.ended, filter);
  if (end === undefined) {
    const remoteEnded = await ending;
    stream.close();
    if (supervised && !filter.found) return { end: neverStarted(start), remoteEnded };
    return { end: { kind: 'stopped' }, remoteEnded };
  }
  // The socket is gone: what still runs there is ended if it can be reached, but the answer does not wait for it.
  return { end: { kind: 'failed', error: { message: end.message, errorKind: 'interrupted' } }, remoteEnded: false };
}

/** What ends before it has begun has proved nothing, not even that it was silent. */
function neverStarted({ argv, options, timings }: Start): RunEnd {
  const seconds = ((options.deadline + timings.slowStart) / 1000).toFixed(1);
  return {
    kind: 'failed',
    error: { message: `${argv[0] ?? ''} did not start within ${seconds} s.`, errorKind: 'interrupted' },
  };
}

function judge(status: ExecStatus, lines: readonly string[]): RunEnd {
  if (status.kind === 'exited') {
    const missing = missingByExit(status.code, lines);
    return missing === undefined ? status : { kind: 'missing-program', ...missing };
  }
  const missing = missingInRuntimeMessage(status.message);
  return missing === undefined
    ? { kind: 'failed', error: { message: status.message, errorKind: status.errorKind } }
    : { kind: 'missing-program', ...missing };
}

/** Whether the process is known to be gone afterwards. Never rejects. */
async function endProcess(start: Start, ended: Promise<ExecEnd>, filter: AnnouncementFilter): Promise<boolean> {
  const { connection, where, clock, timings } = start;
  if (!filter.found && !filter.waiting) return false;
  const reported = ended.then((end) => end.kind !== 'lost');
  const patience = pause(clock, announcementPatience, new AbortController().signal).then(() => undefined);
  const process = await Promise.race([filter.process, patience]);
  if (process === undefined || process.startTime === '')
    return await Promise.race([reported, patience.then(() => false)]);
  return await endRemotely(connection, where, process, reported, clock, timings);
}

/** Resolves, with nothing, once the signal is aborted. */
function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

function bytesOf(stdin: string | Uint8Array | undefined): Uint8Array | undefined {
  return typeof stdin === 'string' ? Buffer.from(stdin, 'utf8') : stdin;
}
