import { lookup } from './lookup.ts';
import { parseOptions } from './options.ts';
import { runPing } from './ping-session.ts';
import type { Start } from './program.ts';

/** BusyBox's ping: counts from seq=0 and keeps ICMP errors to itself. */
export async function runBusyboxPing(start: Start): Promise<number> {
  const { argv, stdout, stderr } = start;
  const options = parseOptions(argv.slice(1), '46c:i:I:qs:t:w:W:p:');
  const host = options.operands.at(-1);
  if (options.unknown !== undefined || host === undefined) {
    stderr.write(
      `${options.unknown === undefined ? '' : `ping: unrecognized option: ${options.unknown.slice(1)}\n`}BusyBox v1.37.0 multi-call binary.\n\nUsage: ping [OPTIONS] HOST\n`,
    );
    return 1;
  }
  const target = await lookup(start, host);
  if (!target.found) {
    stderr.write(`ping: bad address '${host}'\n`);
    return 1;
  }
  const { address } = target;
  const bytes = Math.trunc(options.number('s', 56));
  stdout.write(`PING ${host} (${address}): ${bytes} data bytes\n`);
  const totals = await runPing(
    start,
    {
      address,
      count: options.number('c', Number.POSITIVE_INFINITY),
      interval: options.number('i', 1) * 1000,
      patience: options.number('W', 10) * 1000,
      deadline: options.number('w', Number.POSITIVE_INFINITY) * 1000,
      bytes,
      mayFragment: true,
    },
    {
      answer(sequence, outcome) {
        if (outcome.kind === 'reply' && !options.has('q')) {
          stdout.write(
            `${bytes + 8} bytes from ${address}: seq=${sequence - 1} ttl=${outcome.timeToLive} time=${outcome.after.toFixed(3)} ms\n`,
          );
        }
      },
      noAnswerYet: () => {},
    },
  );
  const { sent, received, times } = totals;
  const share = sent === 0 ? 0 : Math.trunc(((sent - received) * 100) / sent);
  stdout.write(
    `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${received} packets received, ${share}% packet loss\n`,
  );
  if (times.length > 0) {
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    const figures = [Math.min(...times), mean, Math.max(...times)].map((one) => one.toFixed(3)).join('/');
    stdout.write(`round-trip min/avg/max = ${figures} ms\n`);
  }
  return received > 0 ? 0 : 1;
}
