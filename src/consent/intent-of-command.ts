import type { Intent } from '../contracts/consent.ts';
import { endSleeperArgv } from '../reach/ladder/sleeper.ts';
import { bashTool } from '../tools/bash/tool.ts';
import { tcpTimeArgv } from '../tools/tcp-time/bash.ts';
import { findsProcesses } from '../reach/node/enter-network.ts';
import { baseName, withoutCarriers } from './carriers.ts';
import { type ReadOnlyProgram, readOnlyPrograms } from './catalogue.ts';

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
    if (findsProcesses(inner)) return { kind: 'run', program, ownScript: true };
    const name = args.at(-1) ?? '';
    if (flag === '-c' && script === endScript && args.length === 4 && /^plumbline-[a-z0-9-]+$/.test(name))
      return { kind: 'remove-helper', what: `helper ${name}` };
  }
  const entry = catalogue.get(program);
  const looks = entry !== undefined && onlyLooks(entry, args);
  return looks ? { kind: 'run', program } : { kind: 'run-arbitrary', command: argv.join(' ') };
}

function onlyLooks({ accepts, values, requires, looks }: ReadOnlyProgram, args: readonly string[]): boolean {
  if (looks !== undefined) return looks(args);
  if (requires !== undefined && !requires.some((flag) => args.includes(flag))) return false;
  return args.every((arg, index) => {
    if (values?.has(arg) === true) return args[index + 1] !== undefined;
    const flag = values?.get(args[index - 1] ?? '');
    return flag === undefined ? accepts.some((pattern) => pattern.test(arg)) : flag.test(arg);
  });
}
