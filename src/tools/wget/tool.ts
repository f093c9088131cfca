import type { OutputLine } from '../../contracts/tool.ts';
import { urlHost } from '../../link/address.ts';
import { type ConnectSample, type ConnectTarget, connectTool, exitCode } from '../connect/tool.ts';

/**
 * wget of BusyBox and GNU. It sends an HTTP request, so it comes last. BusyBox says 'download timed out' for a connect
 * that was never answered and for a server that says nothing: only the words tell the operator so.
 */
export const wgetTool = connectTool({
  program: 'wget',
  argv: ({ address, port, timeoutSeconds }: ConnectTarget) => [
    'wget',
    '-T',
    String(timeoutSeconds),
    '-t',
    '1',
    // A proxy of the container's environment would answer for the destination.
    '-Y',
    'off',
    '-O',
    '/dev/null',
    `http://${urlHost(address)}:${port}/`,
  ],
  read: readWget,
  silence: (result) => (exitCode(result) === 0 ? 'open' : 'not-tested'),
});

function readWget({ text, at }: OutputLine): ConnectSample | undefined {
  // BusyBox wget, or GNU's 'Connecting to 10.0.0.1:80... connected.'
  if (text.endsWith('... connected.')) return { kind: 'connected', address: undefined, at };
  if (/server returned error|HTTP\/1\.[01] \d{3}|ERROR \d{3}|saving to|saved|HTTP request sent/i.test(text)) {
    return { kind: 'connected', address: undefined, at };
  }
  if (/error getting response|No data received/i.test(text)) return { kind: 'connected', address: undefined, at };
  if (text.startsWith('Connecting to ') && !/failed/.test(text)) return { kind: 'notice', text, at };
  if (/^--\d{4}-|\d+%|^Retrying|^Giving up|^Length:|^null +/.test(text)) return { kind: 'notice', text, at };
  return undefined;
}
