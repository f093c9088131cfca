import { transfer as run } from './curl-transfer.ts';
import { writeOut } from './curl-write-out.ts';
import { parseOptions } from './options.ts';
import type { Program } from './program.ts';

const short = '46A:b:d:fgGH:iIkLm:No:OsSvw:X:u:';
const long = {
  'connect-timeout': { value: true },
  'max-time': { value: true, as: 'm' },
  output: { value: true, as: 'o' },
  'write-out': { value: true, as: 'w' },
  silent: { value: false, as: 's' },
  'show-error': { value: false, as: 'S' },
  verbose: { value: false, as: 'v' },
  head: { value: false, as: 'I' },
  include: { value: false, as: 'i' },
  insecure: { value: false, as: 'k' },
  fail: { value: false, as: 'f' },
  location: { value: false, as: 'L' },
  header: { value: true, as: 'H' },
  request: { value: true, as: 'X' },
  noproxy: { value: true },
  'no-buffer': { value: false, as: 'N' },
  version: { value: false, as: 'V' },
} as const;

/** curl 7.88 for http://, telnet:// and, as far as 'this is not TLS', https://. */
export const curl: Program = async (start) => {
  const options = parseOptions(start.argv.slice(1), `${short}V`, long);
  const { stdout, stderr } = start;
  const target = options.operands[0];
  if (options.has('V')) {
    stdout.write('curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1\nProtocols: http https telnet\n');
    return 0;
  }
  if (options.unknown !== undefined) {
    stderr.write(`curl: option ${options.unknown}: is unknown\ncurl: try 'curl --help' for more information\n`);
    return 2;
  }
  const url = /^(?:(\w+):\/\/)?([^/:]+)(?::(\d+))?(\/.*)?$/.exec(target ?? '');
  const scheme = url?.[1] ?? 'http';
  if (url === null || !['http', 'https', 'telnet'].includes(scheme)) {
    stderr.write(
      target === undefined
        ? "curl: try 'curl --help' for more information\n"
        : `curl: (1) Protocol "${scheme}" not supported or disabled in libcurl\n`,
    );
    return target === undefined ? 2 : 1;
  }
  const transfer = await run(start, {
    scheme,
    host: url[2] ?? '',
    port: Number(url[3] ?? { http: 80, https: 443, telnet: 23 }[scheme]),
    path: url[4] ?? '/',
    head: options.has('I'),
    connectPatience: options.number('connect-timeout', options.number('m', 300)) * 1000,
    patience: options.number('m', Number.POSITIVE_INFINITY) * 1000,
    note: (text) => (options.has('v') ? stderr.write(`${text}\n`) : undefined),
  });
  if (transfer.output !== undefined && options.text('o') === undefined) {
    stdout.write(options.has('i') || options.has('I') ? transfer.output.withHead : transfer.output.body);
  }
  if (options.has('w')) {
    stdout.write(writeOut(options.text('w') ?? '', transfer));
  }
  if (transfer.exitCode !== 0 && (!options.has('s') || options.has('S'))) {
    stderr.write(`curl: (${transfer.exitCode}) ${transfer.error}\n`);
  }
  return transfer.exitCode;
};
