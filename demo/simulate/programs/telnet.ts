import { connectErrors } from '../network/connect.ts';
import { connectPatiently } from './connect-patiently.ts';
import { lookup } from './lookup.ts';
import type { Program } from './program.ts';
import { relay } from './relay.ts';

/** telnet: BusyBox's where the image is BusyBox's, else inetutils'. */
export const telnet: Program = async (start) => {
  const { argv, machine, stdout, stderr } = start;
  const [host, portText = '23'] = argv.slice(1).filter((word) => !word.startsWith('-'));
  if (host === undefined) {
    stderr.write('Usage: telnet HOST [PORT]\n');
    return 1;
  }
  const target = await lookup(start, host);
  if (!target.found) {
    stderr.write(
      machine.busybox
        ? `telnet: bad address '${host}'\n`
        : `telnet: could not resolve ${host}/${portText}: ${target.reason}\n`,
    );
    return 1;
  }
  const { address } = target;
  if (!machine.busybox) {
    stdout.write(`Trying ${address}...\n`);
  }
  const result = await connectPatiently(start, address, Number(portText));
  if (result.kind !== 'open') {
    const reason = result.kind === 'timeout' ? 'Connection timed out' : connectErrors[result.kind];
    stderr.write(
      machine.busybox
        ? `telnet: can't connect to remote host (${address}): ${reason}\n`
        : `telnet: Unable to connect to remote host: ${reason}\n`,
    );
    return 1;
  }
  stdout.write(
    machine.busybox ? `\r\nConnected to ${address}\r\n` : `Connected to ${address}.\nEscape character is '^]'.\n`,
  );
  await relay(start, result.connection, { idle: Number.POSITIVE_INFINITY, halfClose: false });
  stderr.write('Connection closed by foreign host.\n');
  return 1;
};
