import { podMtu } from '../network/flow.ts';
import { lookup } from './lookup.ts';
import { parseOptions } from './options.ts';
import { type PingTotals, runPing } from './ping-session.ts';
import type { Start } from './program.ts';

/** iputils 20221126's ping. */
export async function runIputilsPing(start: Start): Promise<number> {
  const { argv, stdout, stderr } = start;
  const options = parseOptions(argv.slice(1), '46aAbBc:dDfhi:I:l:Lm:M:nOp:qQ:rRs:S:t:T:UvVw:W:');
  const host = options.operands.at(-1);
  if (options.has('V')) {
    stdout.write(
      'ping from iputils 20221126\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n',
    );
    return 0;
  }
  if (options.unknown !== undefined || host === undefined) {
    stderr.write(
      options.unknown === undefined
        ? 'ping: usage error: Destination address required\n'
        : `ping: invalid option -- '${options.unknown.slice(1)}'\n`,
    );
    return options.unknown === undefined ? 1 : 2;
  }
  const interval = options.number('i', 1);
  if (host.includes(':') || options.has('6')) {
    stderr.write('ping: connect: Network is unreachable\n');
    return 2;
  }
  const target = await lookup(start, host);
  if (!target.found) {
    stderr.write(`ping: ${host}: ${target.reason}\n`);
    return 2;
  }
  const { address } = target;
  const name = target.canonicalName;
  const bytes = Math.trunc(options.number('s', 56));
  stdout.write(`PING ${name} (${address}) ${bytes}(${bytes + 28}) bytes of data.\n`);
  const quiet = options.has('q');
  const stamp = () => (options.has('D') ? `[${(Date.now() / 1000).toFixed(6)}] ` : '');
  const from = host === address || options.has('n') ? address : `${name} (${address})`;
  const totals = await runPing(
    start,
    {
      address,
      count: options.number('c', Number.POSITIVE_INFINITY),
      interval: interval * 1000,
      patience: options.number('W', 10) * 1000,
      deadline: options.number('w', Number.POSITIVE_INFINITY) * 1000,
      bytes,
      mayFragment: options.text('M') !== 'do',
    },
    {
      answer(sequence, outcome) {
        if (outcome.kind === 'too-long') {
          stderr.write(`ping: local error: message too long, mtu=${podMtu}\n`);
        } else if (outcome.kind === 'error') {
          stdout.write(`${stamp()}From ${outcome.from} icmp_seq=${sequence} ${outcome.text}\n`);
        } else if (!quiet) {
          const time = formatTime(outcome.after);
          stdout.write(
            `${stamp()}${bytes + 8} bytes from ${from}: icmp_seq=${sequence} ttl=${outcome.timeToLive} time=${time} ms\n`,
          );
        }
      },
      noAnswerYet(sequence) {
        if (options.has('O') && !quiet) {
          stdout.write(`${stamp()}no answer yet for icmp_seq=${sequence}\n`);
        }
      },
    },
  );
  stdout.write(statistics(name, totals));
  return totals.received > 0 && (!options.has('w') || !options.has('c') || totals.received >= options.number('c', 0))
    ? 0
    : 1;
}

/** As iputils rounds a round trip: three digits below 10 ms, fewer above. */
function formatTime(milliseconds: number): string {
  return milliseconds >= 100 ? milliseconds.toFixed(0) : milliseconds.toFixed(milliseconds >= 10 ? 1 : 3);
}

function statistics(name: string, totals: PingTotals): string {
  const { sent, received, errors, times } = totals;
  const lost = sent === 0 ? 0 : ((sent - received) / sent) * 100;
  const share = Number(lost.toPrecision(6)).toString();
  const lines = [
    '',
    `--- ${name} ping statistics ---`,
    `${sent} packets transmitted, ${received} received,${errors > 0 ? ` +${errors} errors,` : ''} ${share}% packet loss, time ${totals.duration}ms`,
  ];
  if (times.length > 0) {
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length);
    const figures = [Math.min(...times), mean, Math.max(...times), deviation].map((one) => one.toFixed(3)).join('/');
    lines.push(`rtt min/avg/max/mdev = ${figures} ms`);
  }
  return `${lines.join('\n')}\n`;
}
