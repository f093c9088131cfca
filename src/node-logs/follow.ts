import type { LogLine } from '../contracts/cluster.ts';
import type { RunEnd, Runner } from '../contracts/runner.ts';
import { type Clock, pause, systemClock } from '../kube/clock.ts';
import type { PlannedCommand } from '../node-facts/command-output.ts';
import { mergeOutput } from '../probes/run/merge-output.ts';
import { isAboutNetwork } from '../tools/node-log/kernel-rules.ts';
import { RecentLines } from './recent-lines.ts';
import { logCommands, type NodeLogName, type NodeLogWish } from './source.ts';

/** A program on a node runs so long at most; while it is followed the next one takes over. */
const longestRun = 55_000;
/** Characters read of one run: a log that is faster is left and taken up again, so that it stays bounded. */
const mostOfOneRun = 4 * 1024 * 1024;
const betweenRuns = 1_000;

/** What a log of a node is read with. */
export interface NodeLogParts extends NodeLogWish {
  readonly name: NodeLogName;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
}

/** How one run of a program ended for whoever reads its lines. */
interface RunOutcome {
  readonly lines: number;
  /** Why nothing of it can be used; undefined for one that did its work. */
  readonly trouble: string | undefined;
  readonly tooFast: boolean;
}

/**
 * The lines of a log of a node, and notices about the stream: why it cannot be read, what was left out. Of the kernel's log
 * those about the network. Never throws; ends when the log is read, when it is not to be had, or with the signal.
 */
export async function* nodeLog(runner: Runner, parts: NodeLogParts): AsyncGenerator<LogLine> {
  const { name, follow, signal, clock = systemClock } = parts;
  const commands = logCommands(name, parts);
  const recent = new RecentLines();
  const troubles: string[] = [];
  let index = 0;
  let anyLine = false;
  while (!signal.aborted) {
    const command = commands[index];
    if (command === undefined) {
      yield notice(`The log cannot be read: ${troubles.join('; ')}`);
      return;
    }
    const outcome = yield* oneRun(runner, command, parts, recent);
    anyLine ||= outcome.lines > 0;
    if (signal.aborted) return;
    if (outcome.trouble !== undefined && !anyLine) {
      if (!troubles.includes(outcome.trouble)) troubles.push(outcome.trouble);
      index += 1;
      continue;
    }
    if (outcome.trouble !== undefined) yield notice(outcome.trouble);
    if (!follow) {
      if (outcome.tooFast) yield notice('there is more of it than is read at once; the rest was left out');
      if (!anyLine) yield notice('nothing was logged');
      return;
    }
    if (outcome.tooFast) yield notice('more is logged than can be followed: lines were left out here');
    await pause(clock, betweenRuns, signal);
  }
}

async function* oneRun(
  runner: Runner,
  { argv, sudo }: PlannedCommand,
  { name, signal }: NodeLogParts,
  recent: RecentLines,
): AsyncGenerator<LogLine, RunOutcome> {
  const running = runner.run(argv, {
    deadline: longestRun,
    outputCap: 2 * mostOfOneRun,
    signal,
    ...(sudo === true ? { sudo: true } : {}),
  });
  const complaints: string[] = [];
  let lines = 0;
  let size = 0;
  recent.runBegins();
  for await (const { text, stream } of mergeOutput(running)) {
    size += text.length;
    if (stream === 'stderr') {
      if (complaints.length < 20) complaints.push(text.trim());
      if (notAllIsShown.test(text)) break;
      continue;
    }
    if (isNoLine(text)) continue;
    lines += 1;
    if (size > mostOfOneRun) break;
    if ((name === 'kernel' && !isAboutNetwork(text)) || !recent.isNew(text)) continue;
    yield { text, at: undefined, notice: false };
  }
  await running.stop().catch(() => undefined);
  const { end, truncated } = await running.result;
  const hidden = complaints.find((line) => notAllIsShown.test(line));
  return {
    lines: hidden === undefined ? lines : 0,
    trouble: hidden ?? troubleOf(end, complaints, lines),
    tooFast: truncated || size > mostOfOneRun,
  };
}

/** What journalctl says to a user who may not see the system's journal, though it shows the user's own lines and does not fail. */
const notAllIsShown =
  /not seeing messages from other users|No journal files were|insufficient permissions|Operation not permitted|Permission denied/i;

/** What the programs print that is no line of the log. */
function isNoLine(text: string): boolean {
  return /^(?:-- (?:No entries|Logs begin|Journal begins|Boot |Reboot)|==> .* <==$)/.test(text) || text.trim() === '';
}

function troubleOf(end: RunEnd, complaints: readonly string[], lines: number): string | undefined {
  switch (end.kind) {
    case 'missing-program':
      return `${end.program} is not installed there`;
    case 'failed':
      return end.error.message.replace(/\.$/, '');
    case 'signalled':
      return `it was ended by ${end.signal}`;
    case 'exited':
      // tail fails for the files that are not there, and prints the others.
      if (end.code === 0 || lines > 0) return undefined;
      return complaints.find((line) => line !== '') ?? `exit code ${end.code}`;
    case 'deadline':
    case 'stopped':
      return undefined;
  }
}

function notice(text: string): LogLine {
  return { text, at: undefined, notice: true };
}
