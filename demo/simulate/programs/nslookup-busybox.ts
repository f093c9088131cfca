import { ipv4Bits } from '../network/address.ts';
import type { NameAnswer } from '../network/names.ts';
import { candidates } from '../network/resolve.ts';
import { ask } from './dns-question.ts';
import type { Start } from './program.ts';

/**
 * BusyBox 1.37's nslookup: asks every name of the search list for A and AAAA, prints all answers, and exits 1 when any
 * of them was NXDOMAIN.
 */
export async function busyboxNslookup(start: Start): Promise<number> {
  const { stdout, machine } = start;
  const [host, server = machine.state().world.dnsAddress] = start.argv.slice(1).filter((word) => !word.startsWith('-'));
  if (host === undefined) {
    start.stderr.write(
      'BusyBox v1.37.0 multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n',
    );
    return 1;
  }
  const names =
    ipv4Bits(host) === undefined
      ? candidates(machine, host)
      : [`${host.split('.').toReversed().join('.')}.in-addr.arpa`];
  const searched = names.length > 1 && host.includes('.') ? [host] : names.slice(0, names.length > 1 ? -1 : 1);
  const answers: { readonly name: string; readonly type: string; readonly answer: NameAnswer }[] = [];
  for (const type of ipv4Bits(host) === undefined ? ['A', 'AAAA'] : ['PTR']) {
    for (const name of searched) {
      const reply = await ask(start, { server, port: 53, name, type, patience: 5000, attempts: 3 }, () => {});
      if (reply === undefined) {
        stdout.write(';; connection timed out; no servers could be reached\n\n');
        return 1;
      }
      answers.push({ name, type, answer: reply.answer });
    }
  }
  stdout.write(`Server:\t\t${server}\nAddress:\t${server}:53\n`);
  for (const { name, answer } of answers) {
    stdout.write('\n');
    for (const record of answer.records) {
      stdout.write(
        record.type === 'A'
          ? `Name:\t${record.name}\nAddress: ${record.data}\n`
          : `${record.name}\t${record.type === 'PTR' ? 'name' : 'canonical name'} = ${record.data}\n`,
      );
    }
    if (answer.status !== 'NOERROR') {
      stdout.write(`** server can't find ${name}: ${answer.status}\n`);
    }
  }
  stdout.write('\n');
  return answers.some(({ answer }) => answer.status !== 'NOERROR') ? 1 : 0;
}
