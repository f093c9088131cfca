import { urlHost } from '../../link/address.ts';

/**
 * One timed TCP connect by curl (>= 7.70 for `%{json}`): telnet:// sends nothing, and -m ends the silent wait for the
 * peer to speak. Read with `readCurlTimings`.
 */
export function curlTimeArgv(address: string, port: number, timeoutSeconds: number): readonly string[] {
  const bound = String(timeoutSeconds);
  return [
    'curl',
    '-s',
    '--noproxy',
    '*',
    '--connect-timeout',
    bound,
    '-m',
    bound,
    '-o',
    '/dev/null',
    '-w',
    '%{json}',
    `telnet://${urlHost(address)}:${port}`,
  ];
}
