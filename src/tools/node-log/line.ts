import { klogLine, type LogLine, pairsLine } from '../log/line.ts';

/** The stamp of journalctl (-o short, short-iso, short-iso-precise) and of syslog files. */
const stamp = String.raw`\d{4}-\d\d-\d\dT[\d:.,]+(?:Z|[+-]\d\d:?\d\d)?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d`;
const journal = new RegExp(String.raw`^(${stamp}) \S+ ([\w@.\/-]+)(?:\[\d+\])?: (.*)$`);
/** The kernel's own, of `dmesg` and `dmesg -T`. */
const ring = /^\[\s*(\d+\.\d+|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})\] (.*)$/;

/**
 * A line of a node's journal, of its kernel, or of a file there: what systemd puts before it is taken off, and what the
 * program wrote is read as klog or as pairs where it is that.
 */
export function nodeLogLine(line: string): LogLine | undefined {
  const [, time, from, written] = journal.exec(line) ?? [];
  if (written !== undefined) {
    const text = written.replace(/^\[\s*\d+\.\d+\] /, '');
    const read = klogLine(text) ?? pairsLine(text);
    return { time, level: read?.level, from: read?.from ?? from, text: read?.text ?? text };
  }
  const [, at, text] = ring.exec(line) ?? [];
  if (text !== undefined) return { time: at, level: undefined, from: 'kernel', text };
  const [, moment, level, rest] = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d+) \[([A-Z]+)\]\[\d+\] (.*)$/.exec(line) ?? [];
  if (rest !== undefined) {
    return {
      time: moment,
      level: level === 'ERROR' ? 'error' : level === 'WARNING' ? 'warning' : undefined,
      from: undefined,
      text: rest,
    };
  }
  return klogLine(line) ?? pairsLine(line);
}
