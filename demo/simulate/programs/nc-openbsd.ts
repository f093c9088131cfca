import { connectErrors, send } from '../network/connect.ts';
import { listenerAt } from '../network/listeners.ts';
import { connectPatiently } from './connect-patiently.ts';
import { lookup } from './lookup.ts';
import { listenOn } from './nc-listen.ts';
import { parseOptions } from './options.ts';
import type { Start } from './program.ts';
import { relay } from './relay.ts';

const serviceNames: Readonly<Record<number, string>> = {
  22: 'ssh',
  53: 'domain',
  80: 'http',
  443: 'https',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
};
const usage = 'usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]\n';

/** OpenBSD's nc of Debian 12. */
export async function openbsdNc(start: Start): Promise<number> {
  const { argv, stderr } = start;
  const options = parseOptions(argv.slice(1), '46CDdFhklNnrStUuvZzI:i:M:m:O:P:p:q:s:T:V:W:w:X:x:');
  const [host, portText] = options.operands;
  if (options.unknown !== undefined) {
    stderr.write(`nc: invalid option -- '${options.unknown.slice(1)}'\n${usage}`);
    return 1;
  }
  if (options.has('h')) {
    stderr.write(`OpenBSD netcat (Debian patchlevel 1.219-1)\n${usage}`);
    return 1;
  }
  if (options.has('l')) {
    return listenOn(start, Number(options.text('p') ?? portText ?? host));
  }
  const port = Number(portText);
  if (host === undefined || !Number.isInteger(port)) {
    stderr.write(host === undefined ? usage : 'nc: missing port number\n');
    return 1;
  }
  const target = await lookup(start, host);
  if (!target.found) {
    stderr.write(`nc: getaddrinfo for host "${host}" port ${port}: ${target.reason}\n`);
    return 1;
  }
  const shown = host === target.address ? host : `${host} (${target.address})`;
  const say = (text: string) => (options.has('v') ? stderr.write(text) : undefined);
  const success = (protocol: string) =>
    `Connection to ${shown} ${port} port [${protocol}/${serviceNames[port] ?? '*'}] succeeded!\n`;
  if (options.has('u')) {
    const reached = await datagramsUnanswered(start, target.address, port);
    say(reached ? success('udp') : '');
    return reached ? 0 : 1;
  }
  const seconds = options.number('w', Number.POSITIVE_INFINITY);
  const result = await connectPatiently(start, target.address, port, seconds * 1000);
  if (result.kind !== 'open') {
    const reason =
      result.kind === 'timeout' ? 'timed out: Operation now in progress' : `failed: ${connectErrors[result.kind]}`;
    say(`nc: connect to ${shown} port ${port} (tcp) ${reason}\n`);
    return 1;
  }
  say(success('tcp'));
  return options.has('z')
    ? 0
    : relay(start, result.connection, { idle: seconds * 1000, halfClose: options.has('N') || options.has('q') });
}

/** UDP has no handshake: nc sends a few datagrams and calls the port open unless ICMP says that it is closed. */
async function datagramsUnanswered(start: Start, address: string, port: number): Promise<boolean> {
  const { machine } = start;
  const outcome = send(machine, address, 'UDP', port);
  await start.process.sleep(1000);
  return (
    outcome.kind === 'dropped' ||
    (outcome.kind === 'delivered' &&
      listenerAt(machine.state(), outcome.arrival, 'UDP', machine.socketsOf) !== undefined)
  );
}
