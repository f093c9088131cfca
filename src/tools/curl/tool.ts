import { urlHost } from '../../link/address.ts';
import { type ConnectTarget, connectTool } from '../connect/tool.ts';
import { readCurl } from './read.ts';
import { exitClass } from './exit.ts';

/**
 * curl as a plain TCP client: telnet:// sends nothing. Where the port is open it waits for the peer to speak until -m
 * ends it with exit 28, so the verbose '* Connected to' line decides, not the exit code.
 */
export const curlTool = connectTool({
  program: 'curl',
  argv: (target: ConnectTarget) => curlArgv(target, 'telnet', target.timeoutSeconds + 1),
  read: readCurl,
  silence: exitClass,
});

/** curl with an HTTP request: tells a server that accepts and then stays silent ('hang-after-connect') from one that answers. */
export const curlHttpTool = connectTool({
  program: 'curl',
  argv: (target: ConnectTarget) => curlArgv(target, 'http', target.timeoutSeconds * 2),
  read: (line) => {
    const sample = readCurl(line);
    const silent = /^(\* |curl: \(28\) )?(Operation|Connection) timed out after \d+ milliseconds( with \d+ .*)?$/.test(
      line.text,
    );
    return silent ? { kind: 'failed', class: 'hang-after-connect', words: line.text, at: line.at } : sample;
  },
  silence: exitClass,
});

function curlArgv(target: ConnectTarget, scheme: 'telnet' | 'http', limit: number): readonly string[] {
  return [
    'curl',
    '-sv',
    '--noproxy',
    '*',
    '--connect-timeout',
    String(target.timeoutSeconds),
    '-m',
    String(limit),
    '-o',
    '/dev/null',
    `${scheme}://${urlHost(target.address)}:${target.port}`,
  ];
}
