import type { OutputLine } from '../../contracts/tool.ts';
import { type ConnectSample, type ConnectTarget, connectTool } from '../connect/tool.ts';

/**
 * telnet of inetutils and BusyBox. It has no connect timeout of its own: run it inside `timeout`, and a run that ended
 * by that without 'Connected to' never connected.
 */
export const telnetTool = connectTool({
  program: 'telnet',
  argv: ({ address, port }: ConnectTarget) => ['telnet', address, String(port)],
  read: readTelnet,
  silence: (result) => {
    const cut =
      result.end.kind === 'deadline' || (result.end.kind === 'exited' && [124, 137, 143].includes(result.end.code));
    return cut ? 'timeout' : 'not-tested';
  },
});

function readTelnet({ text, at }: OutputLine): ConnectSample | undefined {
  const connected = /^Connected to (.+?)\.?$/.exec(text);
  if (connected !== null) return { kind: 'connected', address: connected[1], at };
  if (
    /^Trying .*\.\.\.$|^Escape character is|^Connection closed by foreign host|^Entering character mode|^Console escape/.test(
      text,
    )
  ) {
    return { kind: 'notice', text, at };
  }
  return undefined;
}
