import { shellLine } from '../quote.ts';
import type { HostWords } from './resolve-host.ts';

/** The `ssh` line that runs the same program on the same host by hand. */
export function sshLine({ host, user, port }: HostWords, argv: readonly string[]): string {
  const to = user === undefined ? host : `${user}@${host}`;
  return shellLine(['ssh', ...(port === undefined ? [] : ['-p', String(port)]), to, '--', shellLine(argv)]);
}
