import type { OutputLine } from '../../contracts/tool.ts';
import { type ConnectSample, type ConnectTarget, connectTool, exitCode } from '../connect/tool.ts';

/** nc of OpenBSD, ncat of nmap, and BusyBox's with -z (its larger nc): connect, send nothing, say how it went. */
export const ncTool = connectTool({
  program: 'nc',
  argv: ({ address, port, timeoutSeconds }: ConnectTarget) => [
    'nc',
    '-zv',
    '-w',
    String(timeoutSeconds),
    address,
    String(port),
  ],
  read: readNc,
  // -v makes every flavour speak; an exit 0 without a word still is a connect, one with words unknown proves nothing.
  silence: (result, spoke) => (exitCode(result) === 0 && !spoke ? 'open' : 'not-tested'),
});

/**
 * BusyBox's small nc has neither -z nor -v and is silent when it connects. `-w` bounds the connect alone and it always
 * says 'timed out', so one that is still running when its deadline comes is connected to somebody who says nothing.
 */
export const busyboxNcTool = connectTool({
  program: 'nc',
  argv: ({ address, port, timeoutSeconds }: ConnectTarget) => [
    'nc',
    '-w',
    String(timeoutSeconds),
    address,
    String(port),
  ],
  read: readNc,
  silence: (result) => {
    if (result.end.kind === 'deadline') return 'open';
    return exitCode(result) === 0 ? 'open' : 'not-tested';
  },
});

/** Lines of OpenBSD nc ('Connection to … succeeded!'), traditional nc ('(UNKNOWN) [ip] 80 (http) open') and ncat ('Ncat: Connected to ip:80.'). */
export function readNc(line: OutputLine): ConnectSample | undefined {
  const { text, at } = line;
  const connected =
    /^Connection to (\S+) .*succeeded!/.exec(text) ??
    /^Ncat: Connected to (.+):\d+\.$/.exec(text) ??
    /\[([0-9a-f.:]+)\] \d+ \(.*\) open$/i.exec(text) ??
    /^(\S+) \(([^)]+)\) open$/.exec(text);
  if (connected !== null) return { kind: 'connected', address: connected[1], at };
  if (/^Ncat: (Version|\d+ bytes sent)/.test(text)) return { kind: 'notice', text, at };
  // Traditional nc asks for the address's own name, which pods have none of; the connect goes on without it.
  if (/: inverse host lookup failed: |^DNS fwd\/rev mismatch: /.test(text)) return { kind: 'notice', text, at };
  return undefined;
}
