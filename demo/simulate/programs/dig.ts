import { ipv4Bits } from '../network/address.ts';
import type { NameAnswer } from '../network/names.ts';
import { resolveHost, searchDomains } from '../network/resolve.ts';
import { ask, communicationsError } from './dns-question.ts';
import type { Program, Start } from './program.ts';

interface DigOptions {
  readonly server: string;
  readonly explicitServer: boolean;
  readonly port: number;
  readonly name: string;
  readonly type: string;
  readonly short: boolean;
  readonly search: boolean;
  readonly tcp: boolean;
  readonly seconds: number;
  readonly attempts: number;
}

/** dig 9.18. */
export const dig: Program = async (start) => {
  const { stdout, machine } = start;
  const options = readArguments(start.argv.slice(1), machine.state().world.dnsAddress);
  if (typeof options === 'string') {
    start.stderr.write(options);
    return 1;
  }
  const named = await resolveHost(machine, start.process, options.server);
  const server = named.kind === 'addresses' ? named.addresses[0] : undefined;
  if (server === undefined) {
    start.stderr.write(
      `dig: couldn't get address for '${options.server}': ${named.kind === 'failed' ? 'failure' : 'not found'}\n`,
    );
    return 10;
  }
  const names =
    options.search && !options.name.endsWith('.')
      ? [...searchDomains(machine).map((one) => `${options.name}.${one}`), options.name]
      : [options.name];
  const began = performance.now();
  for (const [index, name] of names.entries()) {
    const reply = await ask(
      start,
      {
        server,
        port: options.port,
        name,
        type: options.type,
        patience: options.seconds * 1000,
        attempts: options.attempts,
      },
      ({ kind }) =>
        stdout.write(`;; communications error to ${server}#${options.port}: ${communicationsError(kind)}\n`),
    );
    if (reply === undefined) {
      stdout.write(
        options.short
          ? ';; no servers could be reached\n'
          : `${banner(start, options)};; no servers could be reached\n`,
      );
      return 9;
    }
    if (reply.answer.records.length > 0 || index === names.length - 1) {
      stdout.write(
        options.short
          ? reply.answer.records.map((record) => `${record.data}\n`).join('')
          : banner(start, options) + whole(start, options, server, name, reply.answer, performance.now() - began),
      );
      return 0;
    }
  }
  return 0;
};

function readArguments(words: readonly string[], defaultServer: string): DigOptions | string {
  let server = defaultServer;
  let name = '.';
  let type = 'A';
  let port = 53;
  const flags = new Map<string, string>();
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word.startsWith('@')) {
      server = word.slice(1);
    } else if (word.startsWith('+')) {
      const [flag = '', value = ''] = word.slice(1).split('=');
      flags.set(flag, value);
    } else if (word === '-p') {
      port = Number(queue.shift());
    } else if (word === '-t') {
      type = (queue.shift() ?? 'A').toUpperCase();
    } else if (word === '-x') {
      name = `${(queue.shift() ?? '').split('.').toReversed().join('.')}.in-addr.arpa`;
      type = 'PTR';
    } else if (/^-[46qu]$/.test(word)) {
      name = word === '-q' ? (queue.shift() ?? name) : name;
    } else if (word.startsWith('-')) {
      return `Invalid option: ${word}\nUsage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}\n`;
    } else if (/^(A|AAAA|ANY|CNAME|MX|NS|PTR|SOA|SRV|TXT)$/i.test(word)) {
      type = word.toUpperCase();
    } else if (!/^(IN|CH)$/i.test(word)) {
      name = word;
    }
  }
  if (server !== defaultServer && ipv4Bits(server) === undefined && server === '') {
    return 'dig: no server given after @\n';
  }
  const number = (flag: string) => Number.parseInt(flags.get(flag) ?? '', 10);
  const retries = number('retry');
  return {
    server,
    explicitServer: words.some((word) => word.startsWith('@')),
    port,
    name,
    type,
    short: flags.has('short'),
    search: flags.has('search'),
    tcp: flags.has('tcp'),
    seconds: number('time') || 5,
    attempts: number('tries') || (Number.isNaN(retries) ? 3 : retries + 1),
  };
}

function banner(start: Start, options: DigOptions): string {
  const counted = options.explicitServer ? '; (1 server found)\n' : '';
  return `\n; <<>> DiG 9.18.49-1~deb12u3-Debian <<>> ${start.argv.slice(1).join(' ')}\n${counted};; global options: +cmd\n`;
}

function whole(
  start: Start,
  options: DigOptions,
  server: string,
  name: string,
  answer: NameAnswer,
  milliseconds: number,
): string {
  const dotted = name.endsWith('.') ? name : `${name}.`;
  const pad = (text: string) => text + (text.length < 24 ? '\t'.repeat(Math.ceil((24 - text.length) / 8)) : ' ');
  const local = dotted.endsWith('.local.')
    ? [
        ';; WARNING: .local is reserved for Multicast DNS',
        ';; You are currently testing what happens when an mDNS query is leaked to DNS',
      ]
    : [];
  const authority = answer.records.length === 0 && answer.status !== 'SERVFAIL';
  const lines = [
    ';; Got answer:',
    ...local,
    `;; ->>HEADER<<- opcode: QUERY, status: ${answer.status}, id: ${start.machine.random.integer(1, 65535)}`,
    `;; flags: qr aa rd ra; QUERY: 1, ANSWER: ${answer.records.length}, AUTHORITY: ${authority ? 1 : 0}, ADDITIONAL: 0`,
    '',
    ';; QUESTION SECTION:',
    `;${pad(dotted)}${dotted.length < 23 ? '\t' : ''}IN\t${options.type}`,
    '',
  ];
  if (answer.records.length > 0) {
    lines.push(';; ANSWER SECTION:');
    lines.push(...answer.records.map((record) => `${pad(`${record.name}.`)}30 IN ${record.type}\t${record.data}`), '');
  }
  if (authority) {
    lines.push(';; AUTHORITY SECTION:');
    lines.push(
      'cluster.local.\t\t5\tIN\tSOA\tns.dns.cluster.local. hostmaster.cluster.local. 1700000000 7200 1800 86400 5',
      '',
    );
  }
  const size = 17 + dotted.length + answer.records.length * 16 + (authority ? 80 : 0);
  lines.push(
    `;; Query time: ${Math.round(milliseconds)} msec`,
    `;; SERVER: ${server}#${options.port}(${options.server}) (${options.tcp ? 'TCP' : 'UDP'})`,
    `;; WHEN: ${when(new Date())}`,
    `;; MSG SIZE  rcvd: ${size}`,
    '',
    '',
  );
  return lines.join('\n');
}

/** 'Mon Nov 23 00:38:54 UTC 2026' */
function when(date: Date): string {
  const [weekday = '', day = '', month = '', year = '', time = ''] = date.toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}
