import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** One kernel setting as sysctl(8) prints it. A dot in a device's name is '/' there: net.ipv4.conf.flannel/1.rp_filter. */
export interface KernelSetting {
  readonly name: string;
  /** Without the blanks around it; undefined where it could not be read. */
  readonly value: string | undefined;
  /** Why it could not be read, in sysctl's words. */
  readonly error: string | undefined;
}

/** Reads the output of sysctl of procps and BusyBox, with `=` or `:` and with the complaints about keys that are not there. */
export function parseSysctl(lines: readonly string[]): Parsed<KernelSetting> {
  return parseLines(lines, (line) => {
    const error = unreadable(line);
    if (error !== undefined) return { name: error, value: undefined, error: line.trim() };
    if (line.startsWith('sysctl: reading key ')) return known;
    const [, name, value] = /^\s*([a-z][\w./@-]*\.[\w./@-]+)\s*[=:]\s*(.*?)\s*$/i.exec(line) ?? [];
    return name === undefined || value === undefined ? undefined : { name, value, error: undefined };
  });
}

/** The key that a complaint of sysctl is about. */
function unreadable(line: string): string | undefined {
  const [, path] =
    /^sysctl: (?:cannot stat|error: cannot stat|error reading key) '?\/proc\/sys\/([^':]+)'?/.exec(line) ?? [];
  // In the path a dot belongs to a device's name, where sysctl's own names have a slash.
  if (path !== undefined) return path.replace(/[./]/g, (mark) => (mark === '/' ? '.' : '/'));
  const [, key] = /^sysctl: .*?\bkey:? '?([\w./@-]+)'?/.exec(line) ?? [];
  if (key !== undefined) return key;
  return /^sysctl: error: '?([\w./@-]+)'? is an unknown key/.exec(line)?.[1];
}
