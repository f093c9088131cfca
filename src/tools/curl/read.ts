import type { OutputLine } from '../../contracts/tool.ts';
import type { ConnectSample } from '../connect/tool.ts';
import { classOfWords } from '../connect/words.ts';

/**
 * Lines of `curl -v`, 7.74 to 8.x. From 7.88 the final 'Couldn't connect to server' hides the cause: only the line
 * '* connect to … failed: …' has it, so that line wins and the final one is a notice. Since 8.x '* Connected to' may
 * be missing before a TLS handshake; what only a connected curl prints counts as connected too.
 */
export function readCurl({ text, at }: OutputLine): ConnectSample | undefined {
  const connected = /^\* Connected to .+? \((\S+?)\) port \d+/.exec(text);
  if (connected !== null) return { kind: 'connected', address: connected[1], at };
  if (/^\* (SSL connection using|ALPN[:,]|using HTTP)|^[<>] \S|^\* Established connection/i.test(text)) {
    return { kind: 'connected', address: undefined, at };
  }
  if (/^\* TLSv[\d.]+ \(|^[{}] \[\d+ bytes? data\]/.test(text)) return { kind: 'connected', address: undefined, at };
  // After 'Connected to' this is -m that ended a silent connection; before it, the connect itself.
  if (/^\* +ipv[46] connect timeout after/.test(text))
    return { kind: 'failed', class: 'timeout', words: text.slice(2), at };
  if (/failed to connect .*(couldn't|could not) connect to server/i.test(text)) return { kind: 'notice', text, at };
  if (
    /^\* +Trying |^\* (Closing|closing|shutting)|^\* Added |^\* Hostname .* was found|^\* (Host|IPv[46]):? |^\* Connection #/.test(
      text,
    )
  ) {
    return { kind: 'notice', text, at };
  }
  if (/^(\*|curl: \(\d+\))/.test(text)) {
    const failed = classOfWords(text);
    if (failed !== undefined) return { kind: 'failed', class: failed, words: text.replace(/^\* /, ''), at };
    return { kind: 'notice', text, at };
  }
  return /^[<>{}] ?/.test(text) ? { kind: 'notice', text, at } : undefined;
}
