/** One line of a log, whoever wrote it. */
export interface LogLine {
  /** As written; undefined where the writer prints none. */
  readonly time: string | undefined;
  readonly level: 'debug' | 'info' | 'warning' | 'error' | 'fatal' | undefined;
  /** The file, plugin or unit that wrote it; undefined where it does not say. */
  readonly from: string | undefined;
  readonly text: string;
}

const levels: Readonly<Record<string, LogLine['level']>> = {
  D: 'debug',
  I: 'info',
  W: 'warning',
  E: 'error',
  F: 'fatal',
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warning',
  WARN: 'warning',
  ERROR: 'error',
  FATAL: 'fatal',
  PANIC: 'fatal',
};

/** The level that a word of a log's writer means; undefined for others. */
export function levelOf(word: string): LogLine['level'] {
  return levels[word.toUpperCase()];
}

/** A line of klog, as Kubernetes and flannel write: 'I0318 01:00:09.490181       1 main.go:519] text'. */
export function klogLine(line: string): LogLine | undefined {
  const [, level = '', day, time, from, text] =
    /^([DIWEF])(\d{4}) (\d\d:\d\d:\d\d(?:\.\d+)?)\s+\d+ ([^\s\]]+)\] ?(.*)$/.exec(line) ?? [];
  return text === undefined ? undefined : { time: `${day} ${time}`, level: levelOf(level), from, text };
}

/** A line of logrus or slog with pairs, as Cilium writes: 'time="…" level=warning msg="…" subsys=daemon'. */
export function pairsLine(line: string): LogLine | undefined {
  if (!/^(?:time=|level=)/.test(line)) return undefined;
  const pair = (name: string) => {
    const [, quoted, plain] = new RegExp(`(?:^|\\s)${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|(\\S+))`).exec(line) ?? [];
    return quoted?.replace(/\\(.)/g, '$1') ?? plain;
  };
  const text = pair('msg');
  if (text === undefined) return undefined;
  const error = pair('error');
  return {
    time: pair('time'),
    level: levelOf(pair('level') ?? ''),
    from: pair('subsys') ?? pair('module'),
    text: error === undefined ? text : `${text}: ${error}`,
  };
}

/** A line as containerd keeps it on the node, '2026-11-23T00:00:00.1Z stderr F text': the text alone. */
export function withoutRuntimeStamp(line: string): string {
  return line.replace(/^\d{4}-\d\d-\d\dT\S+ std(?:out|err) [FP] /, '');
}
