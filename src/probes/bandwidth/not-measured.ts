import type { BandwidthOptions } from '../../contracts/probe.ts';

/**
 * Why there is no number, as a sentence: 'not measured: TCP 5201 timed out'. `words` are iperf3's own; 3.9 says 'Bad
 * file descriptor' for a refused and for a timed out control connection alike, so the time it took decides there.
 */
export function notMeasured(words: string | undefined, options: BandwidthOptions, milliseconds: number): string {
  const port = `TCP ${options.port}`;
  const text = words ?? '';
  if (/server is busy/i.test(text)) {
    return `not measured: the iperf3 server on port ${options.port} is busy with another test`;
  }
  if (/timed out|timeout|in progress/i.test(text)) return `not measured: ${port} timed out`;
  if (/bad file descriptor/i.test(text)) {
    return milliseconds >= 2500 ? `not measured: ${port} timed out` : `not measured: ${port} was refused`;
  }
  if (/connection refused/i.test(text)) return `not measured: ${port} was refused`;
  if (/no route to host|host is unreachable/i.test(text)) return `not measured: no route to host for ${port}`;
  if (/network (is )?unreachable/i.test(text))
    return 'not measured: network unreachable, no route there in the source or at a router on the way';
  if (/address already in use/i.test(text)) {
    return `not measured: port ${options.port} is in use in the destination; choose another`;
  }
  if (/control socket has closed|reset by peer|server has terminated/i.test(text)) {
    return 'not measured: the connection to the iperf3 server broke off';
  }
  if (/read from stream socket|resource temporarily unavailable/i.test(text) && options.protocol === 'UDP') {
    return `not measured: UDP ${options.port} timed out`;
  }
  return text === '' ? 'not measured: iperf3 gave no result' : `not measured: iperf3 says '${text}'`;
}
