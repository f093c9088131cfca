import type { RunEnd, RunLine, Running, RunOptions, RunResult } from '../../contracts/runner.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import { type Clock, pause } from '../../kube/clock.ts';
import { AnnouncementFilter } from '../../kube/exec/announcement-filter.ts';
import { missingByExit } from '../../kube/exec/missing-program.ts';
import { RunOutput } from '../../kube/exec/output.ts';
import {
  readSignalAnswer,
  type RemoteProcess,
  signalCommand,
  superviseCommand,
} from '../../kube/exec/remote-process.ts';
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
  return new NodeRun(channels, argv, options, clock);
}

class NodeRun implements Running {
  readonly stdout: AsyncIterable<RunLine>;
  readonly stderr: AsyncIterable<RunLine>;
  readonly result: Promise<RunResult>;
  readonly #channels: NodeChannels;
  readonly #argv: readonly string[];
  readonly #options: RunOptions;
  readonly #clock: Clock;
  readonly #output: RunOutput;
  readonly #endAsked = new AbortController();
  #reason: 'stopped' | 'deadline' = 'stopped';
  #startedAt: number;

  constructor(channels: NodeChannels, argv: readonly string[], options: RunOptions, clock: Clock) {
    this.#channels = channels;
    this.#argv = argv;
    this.#options = options;
    this.#clock = clock;
    this.#output = new RunOutput(options);
    this.stdout = this.#output.stdout;
    this.stderr = this.#output.stderr;
    this.#startedAt = clock.now();
    this.result = this.#perform();
  }

  async stop(): Promise<void> {
    this.#askEnd('stopped');
    await this.result;
  }

  #askEnd(reason: 'stopped' | 'deadline'): void {
    if (this.#endAsked.signal.aborted) return;
    this.#reason = reason;
    this.#endAsked.abort();
  }

  async #perform(): Promise<RunResult> {
    const { signal } = this.#options;
    const stop = (): void => this.#askEnd('stopped');
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) stop();
    const { end, remoteEnded } = await this.#run().catch((error: unknown) => ({
      end: failureEnd(error),
      remoteEnded: true,
    }));
    signal?.removeEventListener('abort', stop);
    const now = this.#clock.now();
    this.#output.end(now);
    return {
      end:
        this.#endAsked.signal.aborted && !(this.#reason === 'deadline' && end.kind === 'failed')
          ? { kind: this.#reason }
          : end,
      startedAt: this.#startedAt,
      duration: Math.max(0, now - this.#startedAt),
      truncated: this.#output.truncated,
      remoteEnded,
    };
  }

  async #run(): Promise<{ readonly end: RunEnd; readonly remoteEnded: boolean }> {
    const asked = this.#endAsked.signal;
    if (asked.aborted) return { end: { kind: 'stopped' }, remoteEnded: true };
    const { deadline, sudo = false, stdin } = this.#options;
    const supervised = superviseCommand(this.#argv, deadline + boundMargin);
    const filter = new AnnouncementFilter(supervised.announced, ({ stream, chunk, at }) =>
      this.#output.push(stream, chunk, at),
    );
    const lease = await this.#channels.forProgram(asked);
    try {
      const command = await lease.start(shellLine(sudo ? sudoArgv(supervised.argv) : supervised.argv), {
        stdin: typeof stdin === 'string' ? Buffer.from(stdin, 'utf8') : stdin,
        received: (stream, chunk) => filter.take({ stream, chunk, at: this.#clock.now() }),
      });
      this.#startedAt = this.#clock.now();
      const cancel = this.#clock.after(deadline, () => this.#askEnd('deadline'));
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

  #judge(end: CommandEnd, filter: AnnouncementFilter): { readonly end: RunEnd; readonly remoteEnded: boolean } {
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
    const missing = missingByExit(end.code, [...held, ...this.#output.firstLines]);
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
export function failureEnd(error: unknown): RunEnd {
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
