import type { OutputLine } from '../../contracts/tool.ts';
import { type ConnectSample, type ConnectTarget, connectTool, exitCode } from '../connect/tool.ts';

/*
 * bash's /dev/tcp has no timeout, and an image with bash may lack `timeout` and `sleep`: the connect runs in a process
 * substitution, and bash's own `read -t` waits for its word. Address, port and seconds are arguments, never part of
 * the script's text.
 */
const script =
  'exec 4< <(exec 3<>"/dev/tcp/$0/$1" && echo connected); p=$!; ' +
  'read -t "$2" -r word <&4; s=$?; ' +
  'if [ "$s" -gt 128 ]; then kill "$p"; echo "connect timed out after $2 s"; exit 124; fi; ' +
  '[ "$word" = connected ] && echo connected';

/** bash's own TCP client. */
export const bashTool = connectTool({
  program: 'bash',
  argv: ({ address, port, timeoutSeconds }: ConnectTarget) => [
    'bash',
    '-c',
    script,
    address,
    String(port),
    String(timeoutSeconds),
  ],
  read: readBash,
  silence: (result) => (exitCode(result) === 124 ? 'timeout' : 'not-tested'),
});

function readBash({ text, at }: OutputLine): ConnectSample | undefined {
  if (text === 'connected') return { kind: 'connected', address: undefined, at };
  // Built without network redirections, /dev/tcp is a file that does not exist.
  if (/\/dev\/tcp\/.*: No such file or directory$/.test(text)) return { kind: 'usage', words: text, at };
  if (/\/dev\/tcp\/.*: Invalid argument$/.test(text)) return { kind: 'notice', text, at };
  return undefined;
}
