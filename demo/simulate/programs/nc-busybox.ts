import { connectErrors } from '../network/connect.ts';
import { connectPatiently } from './connect-patiently.ts';
import { lookup } from './lookup.ts';
import { listenOn } from './nc-listen.ts';
import { parseOptions } from './options.ts';
import type { Start } from './program.ts';
import { relay } from './relay.ts';

const usage =
  'BusyBox v1.37.0 multi-call binary.\n\nUsage: nc [-iN] [-wN] [-l] [-p PORT] [-f FILE|IPADDR PORT] [-e PROG]\n';

/** BusyBox's nc: no -z, and silent about success. */
export async function busyboxNc(start: Start): Promise<number> {
  const { argv, stderr } = start;
  const options = parseOptions(argv.slice(1), 'i:w:lp:f:e:vn');
  if (options.unknown !== undefined) {
    stderr.write(`nc: invalid option -- '${options.unknown.slice(1)}'\n${usage}`);
    return 1;
  }
  if (options.has('l')) {
    return listenOn(start, options.number('p', 0));
  }
  const [host = '', portText] = options.operands;
  const port = Number(portText);
  if (!Number.isInteger(port)) {
    stderr.write(usage);
    return 1;
  }
  const target = await lookup(start, host);
  if (!target.found) {
    stderr.write(`nc: bad address '${host}'\n`);
    return 1;
  }
  const seconds = options.number('w', Number.POSITIVE_INFINITY);
  const result = await connectPatiently(start, target.address, port, seconds * 1000);
  if (result.kind === 'open') {
    if (options.has('v')) {
      stderr.write(`${host} (${target.address}:${port}) open\n`);
    }
    return relay(start, result.connection, { idle: seconds * 1000, halfClose: true });
  }
  const timedOut = result.kind === 'timeout';
  stderr.write(
    timedOut && options.has('w')
      ? 'nc: timed out\n'
      : `nc: can't connect to remote host (${target.address}): ${timedOut ? 'Connection timed out' : connectErrors[result.kind]}\n`,
  );
  return 1;
}
