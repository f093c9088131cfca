import type { LogLine } from '../../src/contracts/cluster.ts';
import type { LogTail } from '../hooks/use-log.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

/** klog's header says itself how bad a line is: I, W, E or F, then month, day and time. */
const klog = /^([IWEF])\d{4} \d{2}:\d{2}/;
const bad = /\b(error|err|fatal|panic|fail(ed|ure)?|denied|refused|unreachable|timed? ?out|no route)\b/i;
const levelField = /\blevel=(\w+)|"level":"(\w+)"/i;

/** Whether a log line reports an error; a level that the line states itself is believed. */
export function isErrorLine(text: string): boolean {
  const header = klog.exec(text)?.[1];
  if (header !== undefined) return header === 'E' || header === 'F';
  const level = levelField.exec(text);
  const named = level?.[1] ?? level?.[2];
  if (named !== undefined) return /^(error|err|fatal|panic|critical)$/i.test(named);
  return bad.test(text);
}

/** Log lines with errors marked by `!`, and what is said about the stream itself by `~`. */
export function logLine({ text, notice }: LogLine): StyledLine {
  if (notice) return line(`~ ${text}`, 'quiet');
  return isErrorLine(text) ? line(`! ${text}`, 'bad') : line(`  ${text}`);
}

/** A log line without what a narrow pane has no room for: klog's date, microseconds, thread and file. */
export function shortLine(line: LogLine): LogLine {
  const match = /^[IWEF]\d{4} (\d{2}:\d{2}:\d{2})\.\d+ +\d+ [^\]]*\] (.*)$/.exec(line.text);
  if (match === null) return line;
  // The level goes with the header, so it is said again where it is bad.
  const level = isErrorLine(line.text) ? 'ERROR ' : '';
  return { ...line, text: `${match[1] ?? ''} ${level}${match[2] ?? ''}` };
}

/** The newest `room` lines of a log, the stream's own trouble last. */
export function logLines(tail: LogTail, room: number, width: number): readonly StyledLine[] {
  if (room <= 0) return [];
  const trouble = tail.problem === undefined ? [] : [line(`~ ${tail.problem}`, 'warning')];
  const lines = tail.lines.slice(-room).map((one) => logLine(width < 70 ? shortLine(one) : one));
  if (lines.length === 0 && trouble.length === 0) return [line('  no lines yet', 'quiet')];
  return [...lines, ...trouble].slice(-room);
}
