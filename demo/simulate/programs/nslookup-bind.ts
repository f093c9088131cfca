import { ipv4Bits } from '../network/address.ts';
import { candidates } from '../network/resolve.ts';
import { ask, communicationsError } from './dns-question.ts';
import type { Start } from './program.ts';

/** nslookup of BIND 9.18: non-interactive, A records, the search list. */
export async function bindNslookup(start: Start): Promise<number> {
  const { stdout, machine } = start;
  const words = start.argv.slice(1);
  const setting = (name: string, otherwise: number) => {
    const word = words.find((one) => one.startsWith(`-${name}=`));
    return word === undefined ? otherwise : Number(word.slice(name.length + 2));
  };
  const [host, server = machine.state().world.dnsAddress] = words.filter((word) => !word.startsWith('-'));
  if (host === undefined) {
    start.stderr.write('nslookup: interactive mode is not supported in the simulation\n');
    return 1;
  }
  const port = setting('port', 53);
  const reverse = ipv4Bits(host) !== undefined;
  const names = reverse ? [`${host.split('.').toReversed().join('.')}.in-addr.arpa`] : candidates(machine, host);
  let last = 'NXDOMAIN';
  for (const name of names) {
    const reply = await ask(
      start,
      {
        server,
        port,
        name,
        type: reverse ? 'PTR' : 'A',
        patience: setting('timeout', 5) * 1000,
        attempts: setting('retry', 2) || 1,
      },
      ({ kind }) => stdout.write(`;; communications error to ${server}#${port}: ${communicationsError(kind)}\n`),
    );
    if (reply === undefined) {
      stdout.write(';; no servers could be reached\n\n');
      return 1;
    }
    last = reply.answer.status;
    if (last === 'SERVFAIL') {
      stdout.write(`;; Got SERVFAIL reply from ${server}\n`);
    }
    if (reply.answer.records.length > 0) {
      stdout.write(`Server:\t\t${server}\nAddress:\t${server}#${port}\n\n`);
      for (const record of reply.answer.records) {
        stdout.write(
          record.type === 'A'
            ? `Name:\t${record.name}\nAddress: ${record.data}\n`
            : `${record.name}\t${record.type === 'PTR' ? 'name' : 'canonical name'} = ${record.data}\n`,
        );
      }
      stdout.write('\n');
      return 0;
    }
  }
  const reason = last === 'NOERROR' ? 'No answer' : last;
  const words2 =
    last === 'NOERROR'
      ? `*** Can't find ${host}: No answer`
      : `** server can't find ${host.replace(/\.$/, '')}: ${reason}`;
  stdout.write(`Server:\t\t${server}\nAddress:\t${server}#${port}\n\n${words2}\n\n`);
  return 1;
}
