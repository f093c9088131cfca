import type { RunEnd, Running, RunOptions } from '../../contracts/runner.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import { type Clock, pause } from '../../kube/clock.ts';
import { AnnouncementFilter } from '../../kube/exec/announcement-filter.ts';
import { missingByExit } from '../../kube/exec/missing-program.ts';
import {
  readSignalAnswer,
  type RemoteProcess,
  signalCommand,
  superviseCommand,
} from '../../kube/exec/remote-process.ts';
import { type Outcome, RunLife } from '../../kube/exec/run-life.ts';
import { shellLine } from '../quote.ts';
import type { CommandEnd, RemoteCommand } from './connection.ts';
import type { ChannelLease } from './node-connection.ts';
import { sudoArgv, sudoRefusal } from './sudo.ts';

/** The bound on the node lies this far behind the deadline, so that the end seen here is the deadline's. */
const boundMargin = 2000;
/** Between asking a program to end (SIGINT, so that it prints its totals) and killing it. */
const grace = 1000;
/** A program that was just started announces itself within this time, or it will not. */
const announcementPatience = 4000;
/** Longest wait for one command that signals. */
const signalPatience = 8000;

/** How commands get to one node. */
export interface NodeChannels {
  /** Where it is, for sentences: 'node worker-2'. */
  readonly name: string;
  /** A channel for a program; waits while there are many. */
  forProgram(signal: AbortSignal): Promise<ChannelLease>;
  /** A channel for ending one; those are never kept waiting by programs. */
  forSignal(signal: AbortSignal): Promise<ChannelLease>;
}

/**
 * Runs a program on a node. It announces its process and bounds itself there, as one in a container does; `stop`, the
 * abort signal and the deadline end that very process with a command of their own. The deadline counts from its start.
 */
export function runOnNode(channels: NodeChannels, argv: readonly string[], options: RunOptions, clock: Clock): Running {
  const life = new RunLife(options, clock);
  const run = new NodeRun(channels, argv, options, clock, life);
  return life.run(
    () => run.perform(),
    (error) => ({ end: failureEnd(error), remoteEnded: true }),
  );
}

class NodeRun {
  readonly #channels: NodeChannels;
  readonly #argv: readonly string[];
  readonly #options: RunOptions;
  readonly #clock: Clock;
  readonly #life: RunLife;

  constructor(channels: NodeChannels, argv: readonly string[], options: RunOptions, clock: Clock, life: RunLife) {
    this.#channels = channels;
    this.#argv = argv;
    this.#options = options;
    this.#clock = clock;
    this.#life = life;
  }

  async perform(): Promise<Outcome> {
    const asked = this.#life.endAsked;
    if (asked.aborted) return { end: { kind: 'stopped' }, remoteEnded: true };
    const { deadline, sudo = false, stdin } = this.#options;
    const supervised = superviseCommand(this.#argv, deadline + boundMargin);
    const filter = new AnnouncementFilter(supervised.announced, ({ stream, chunk, at }) =>
      this.#life.output.push(stream, chunk, at),
    );
    const lease = await this.#channels.forProgram(asked);
    try {
      const command = await lease.start(shellLine(sudo ? sudoArgv(supervised.argv) : supervised.argv), {
        stdin: typeof stdin === 'string' ? Buffer.from(stdin, 'utf8') : stdin,
        received: (stream, chunk) => filter.take({ stream, chunk, at: this.#clock.now() }),
      });
      const cancel = this.#life.started();
      const end = await Promise.race([command.ended, whenAborted(asked)]);
      cancel();
      if (end !== undefined) return this.#judge(end, filter);
      const remoteEnded = await this.#end(command, filter);
      filter.release();
      command.close();
      return { end: { kind: 'stopped' }, remoteEnded };
    } finally {
      lease.release();
    }
  }

  #judge(end: CommandEnd, filter: AnnouncementFilter): Outcome {
    const held = filter.heldLines();
    const { name } = this.#channels;
    if (end.kind === 'lost') {
      filter.release();
      return { end: failed(end.message, 'interrupted'), remoteEnded: false };
    }
    if (this.#options.sudo === true && !filter.found) {
      return { end: failed(`sudo on ${name} is refused: ${sudoRefusal(held)}`, 'forbidden'), remoteEnded: true };
    }
    filter.release();
    if (end.kind === 'signalled') return { end, remoteEnded: true };
    const missing = missingByExit(end.code, [...held, ...this.#life.output.firstLines]);
    return { end: missing === undefined ? end : { kind: 'missing-program', ...missing }, remoteEnded: true };
  }

  /** SIGINT, then SIGKILL to the whole group, each to that very process only. Whether it is known to be gone. */
  async #end(command: RemoteCommand, filter: AnnouncementFilter): Promise<boolean> {
    const done = new AbortController();
    let reported = false;
    void command.ended.then(({ kind }) => {
      reported = kind !== 'lost';
      done.abort();
    });
    const patience = pause(this.#clock, announcementPatience, done.signal).then(() => undefined);
    const process = filter.found || filter.waiting ? await Promise.race([filter.process, patience]) : undefined;
    if (process === undefined || process.startTime === '') return reported;
    for (const signal of ['INT', 'KILL', '0'] as const) {
      const answer = await this.#signal(process, signal);
      // Also after 'gone': its last output may still be on the way.
      await pause(this.#clock, grace, done.signal);
      if (answer === 'gone' || reported) return true;
    }
    return reported;
  }

  async #signal(process: RemoteProcess, signal: 'INT' | 'KILL' | '0') {
    const argv = signalCommand(process, signal);
    const giving = AbortSignal.timeout(signalPatience);
    let text = '';
    try {
      const lease = await this.#channels.forSignal(giving);
      try {
        const command = await lease.start(shellLine(this.#options.sudo === true ? sudoArgv(argv) : argv), {
          stdin: undefined,
          received: (stream, chunk) => {
            if (stream === 'stdout' && text.length < 4096) text += chunk.toString('utf8');
          },
        });
        const over = await Promise.race([command.ended, whenAborted(giving)]);
        if (over === undefined) command.close();
      } finally {
        lease.release();
      }
    } catch {
      // Not reached: the process keeps its own bound, and the caller says that its end is not known.
      return undefined;
    }
    // A login shell may have said something first.
    return readSignalAnswer(text.trim().split('\n').at(-1) ?? '');
  }
}

function failed(message: string, errorKind: string): RunEnd {
  return { kind: 'failed', error: { message, errorKind } };
}

/** A failure as an end: our sentence, the other side's words, and what to do next. */
function failureEnd(error: unknown): RunEnd {
  if (!(error instanceof PlumblineError))
    return failed(error instanceof Error ? error.message : String(error), 'internal');
  const { serverMessage, nextStep } = error.facts;
  const words = serverMessage === undefined ? '' : ` ${serverMessage}${/[.!?]$/.test(serverMessage) ? '' : '.'}`;
  return failed(`${error.message}${words}${nextStep === undefined ? '' : ` ${nextStep}`}`, error.kind);
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
