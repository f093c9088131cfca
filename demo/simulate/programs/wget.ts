import { connectErrors } from '../network/connect.ts';
import { connectPatiently } from './connect-patiently.ts';
import { httpRequest } from './http-request.ts';
import { lookup } from './lookup.ts';
import { parseOptions } from './options.ts';
import type { Program } from './program.ts';

/** BusyBox's wget, for http:// only. */
export const wget: Program = async (start) => {
  const { argv, stdout, stderr, process } = start;
  const options = parseOptions(argv.slice(1), 'cqSO:o:P:T:U:Y:t:n:', {
    spider: { value: false },
    timeout: { value: true, as: 'T' },
  });
  const url = /^(?:http:\/\/)?([^/:]+)(?::(\d+))?(\/.*)?$/.exec(options.operands[0] ?? '');
  if (options.unknown !== undefined || url === null) {
    stderr.write('BusyBox v1.37.0 multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] URL...\n');
    return 1;
  }
  const host = url[1] ?? '';
  const port = Number(url[2] ?? 80);
  const say = (text: string) => (options.has('q') ? undefined : stderr.write(text));
  const target = await lookup(start, host);
  if (!target.found) {
    stderr.write(`wget: bad address '${host}'\n`);
    return 1;
  }
  say(`Connecting to ${host}${url[2] === undefined ? '' : `:${port}`} (${target.address}:${port})\n`);
  const patience = options.number('T', 900) * 1000;
  const result = await connectPatiently(start, target.address, port, patience);
  if (result.kind === 'timeout') {
    stderr.write('wget: download timed out\n');
    return 1;
  }
  if (result.kind !== 'open') {
    stderr.write(`wget: can't connect to remote host (${target.address}): ${connectErrors[result.kind]}\n`);
    return 1;
  }
  const request = [`GET ${url[3] ?? '/'} HTTP/1.1`, `Host: ${host}:${port}`, 'User-Agent: Wget', 'Connection: close'];
  const response = await httpRequest(process, result.connection, request, patience);
  if (response === undefined) {
    stderr.write('wget: download timed out\n');
    return 1;
  }
  if (response.status === '') {
    stderr.write('wget: error getting response\n');
    return 1;
  }
  const file = options.text('O');
  if (options.has('spider')) {
    say('remote file exists\n');
  } else if (file === '-' || file === '/dev/stdout') {
    say('writing to stdout\n');
    stdout.write(response.body);
    say('written to stdout\n');
  } else if (file !== '/dev/null') {
    start.machine.files.set(file ?? 'index.html', response.body);
    say(`'${file ?? 'index.html'}' saved\n`);
  }
  return 0;
};
