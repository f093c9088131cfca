import type { Intent } from '../contracts/consent.ts';
import { endSleeperArgv } from '../reach/ladder/sleeper.ts';
import { bashTool } from '../tools/bash/tool.ts';
import { tcpTimeArgv } from '../tools/tcp-time/bash.ts';
import { type ReadOnlyProgram, readOnlyPrograms } from './catalogue.ts';

/** Programs that run another one: it is the other one that counts. */
const carriers: ReadonlySet<string> = new Set(['timeout', 'nice', 'stdbuf']);

/** Scripts of plumbline's own that only look; what differs between runs is in their arguments, never in their text. */
const fixedScripts: ReadonlySet<string> = new Set(
  [
    bashTool.argv({ address: '::1', port: 1, timeoutSeconds: 1 }),
    tcpTimeArgv({ address: '::1', port: 1, count: 1, interval: 1, timeoutSeconds: 1 }),
  ].flatMap(([, , script]) => script ?? []),
);

/** The script that ends a helper of plumbline's own. */
const endScript = endSleeperArgv('x')[2];

const catalogue = new Map(readOnlyPrograms.map((entry) => [entry.program, entry]));

/**
 * What running `argv` would do. `run` only for what the catalogue knows to look and no more; a shell counts as that only
 * with one of plumbline's own scripts. Anything else is a command outside the catalogue.
 */
export function intentOfCommand(argv: readonly string[]): Intent {
  const inner = withoutCarriers(argv);
  const [path = '', ...args] = inner;
  const program = baseName(path);
  if (program === 'sh' || program === 'bash') {
    const [flag, script] = args;
    if (flag === '-c' && script !== undefined && fixedScripts.has(script))
      return { kind: 'run', program, ownScript: true };
    const name = args.at(-1) ?? '';
    if (flag === '-c' && script === endScript && args.length === 4 && /^plumbline-[a-z0-9-]+$/.test(name))
      return { kind: 'remove-helper', what: `helper ${name}` };
  }
  const entry = catalogue.get(program);
  const looks = entry !== undefined && onlyLooks(entry, args);
  return looks ? { kind: 'run', program } : { kind: 'run-arbitrary', command: argv.join(' ') };
}

function onlyLooks({ accepts, values, requires }: ReadOnlyProgram, args: readonly string[]): boolean {
  if (requires !== undefined && !requires.some((flag) => args.includes(flag))) return false;
  return args.every((arg, index) => {
    if (values?.has(arg) === true) return args[index + 1] !== undefined;
    const flag = values?.get(args[index - 1] ?? '');
    return flag === undefined ? accepts.some((pattern) => pattern.test(arg)) : flag.test(arg);
  });
}

/** A program of another folder than the usual ones is not the one of the catalogue, whatever it is called. */
function baseName(path: string): string {
  return /^\/(usr\/)?(local\/)?s?bin\/[^/]+$/.test(path) ? path.slice(path.lastIndexOf('/') + 1) : path;
}

/** Takes off `timeout -k 2 60` and the like: the carrier, its flags and their numbers. */
function withoutCarriers(argv: readonly string[]): readonly string[] {
  let rest = argv;
  // Nobody nests more than a few; a chain without end is no command.
  for (let depth = 0; depth < 4 && carriers.has(baseName(rest[0] ?? '')); depth += 1) {
    let first = 1;
    while (first < rest.length && /^(-[a-z]*\d*|\d+(\.\d+)?[smhd]?|--foreground|-[ioe]L)$/.test(rest[first] ?? '')) {
      first += 1;
    }
    rest = rest.slice(first);
  }
  return rest;
}
