import type { LogLine } from '../../src/contracts/cluster.ts';
import { wrap } from '../../src/terminal/fit.ts';
import type { LogTail } from '../hooks/use-log.ts';
import { line, lineText, type StyledLine } from '../widgets/styled.ts';

/** klog's header says itself how bad a line is: I, W, E or F, then month, day and time. */
const klog = /^(?:[-\d]{10}T\S+ \S+ [\w.-]+\[\d+\]: )?([IWEF])\d{4} \d{2}:\d{2}/;
const bad = /\b(error|err|fatal|panic|fail(ed|ure)?|denied|refused|unreachable|timed? ?out|no route)\b/i;
const levelField = /\blevel=(\w+)|"level":"(\w+)"|^[-\d]{10} [\d:.]+ \[(\w+)\]\[\d+\]/i;

/** Whether a log line reports an error; a level that the line states itself is believed. */
export function isErrorLine(text: string): boolean {
  const header = klog.exec(text)?.[1];
  if (header !== undefined) return header === 'E' || header === 'F';
  const level = levelField.exec(text);
  const named = level?.[1] ?? level?.[2] ?? level?.[3];
  if (named !== undefined) return /^(error|err|fatal|panic|critical)$/i.test(named);
  return bad.test(text);
}

/** Log lines with errors marked by `!`, and what is said about the stream itself by `~`. */
export function logLine({ text, notice }: LogLine): StyledLine {
  if (notice) return line(`~ ${text}`, 'quiet');
  return isErrorLine(text) ? line(`! ${text}`, 'bad') : line(`  ${text}`);
}

/** Where the headers of the usual loggers hold the time, and what follows them. */
const headers: readonly RegExp[] = [
  /^[IWEF]\d{4} (\d{2}:\d{2}:\d{2})\.\d+ +\d+ [^\]]*\] (.*)$/, // klog: flannel, kube-proxy, kubelet
  /^[-\d]{10} (\d{2}:\d{2}:\d{2})\.\d+ \[\w+\]\[\d+\] (?:\S+ \d+: )?(.*)$/, // Calico
  /^time="?[-\d]{10}T(\d{2}:\d{2}:\d{2})[^" ]*"? level=\w+ msg="((?:[^"\\]|\\.)*)"(.*)$/, // logrus, slog as text: Cilium
  /^time="?[-\d]{10}T(\d{2}:\d{2}:\d{2})[^" ]*"? level=\w+ msg=(.*)$/,
  /^[-\d]{10}T(\d{2}:\d{2}:\d{2})\S* \S+ [\w.-]+\[\d+\]: (?:[IWEF]\d{4} \S+ +\d+ [^\]]*\] )?(.*)$/, // journald, and klog within
  /^[-\d]{10}T(\d{2}:\d{2}:\d{2})\S* (.*)$/,
];

/**
 * A log line without what a narrow pane has no room for: date, parts of seconds, thread and file; with `seconds` false
 * the seconds too.
 */
export function shortLine(line: LogLine, seconds = true): LogLine {
  const match = headers.map((header) => header.exec(line.text)).find((found) => found !== null);
  if (match === undefined || match === null) return line;
  const [, time = '', message = '', fields = ''] = match;
  // The level goes with the header, so it is said again where it is bad.
  const level = isErrorLine(line.text) ? 'ERROR ' : '';
  return { ...line, text: `${seconds ? time : time.slice(0, 5)} ${level}${message}${fields}` };
}

/** Panes from this width on have room for the whole line. */
const roomy = 110;
const narrow = 50;

/** The newest `room` lines of a log, the stream's own trouble last; in a narrow pane an error may take two of them. */
export function logLines(tail: LogTail, room: number, width: number): readonly StyledLine[] {
  if (room <= 0) return [];
  const trouble = tail.problem === undefined ? [] : [line(`~ ${tail.problem}`, 'warning')];
  const lines = tail.lines.slice(-room).flatMap((one) => paneLines(one, width));
  if (lines.length === 0 && trouble.length === 0) return [line('  no lines yet', 'quiet')];
  return [...lines, ...trouble].slice(-room);
}

function paneLines(one: LogLine, width: number): readonly StyledLine[] {
  if (width >= roomy) return [logLine(one)];
  const styled = logLine(shortLine(one, width >= narrow));
  const text = lineText(styled);
  if (width >= narrow || !text.startsWith('!') || text.length <= width) return [styled];
  const [first = '', ...rest] = wrap(text, width - 1);
  const tone = styled[0]?.tone ?? 'normal';
  return [line(first, tone), line(`  ${rest.join(' ')}`, tone)];
}
