import { signalNamed } from '../container/process.ts';
import { NotSupported } from './ast.ts';
import type { Interpreter } from './interpreter.ts';
import { sendSignal } from './kill.ts';
import { formatPrintf } from './printf.ts';
import { readVariable } from './read.ts';
import { complain, Exit, LoopControl, outputOf, Return, type Shell } from './state.ts';
import { evaluateTest } from './test-expression.ts';

/** What builtins run themselves. */
interface Running extends Pick<Interpreter, 'runText'> {
  runProgram(shell: Shell, words: readonly string[], options: { readonly replace: boolean }): Promise<number>;
}

export type Builtin = (shell: Shell, words: readonly string[], running: Running) => Promise<number> | number;

const succeed: Builtin = () => 0;

/** The shell's own commands. */
export const builtins: Readonly<Record<string, Builtin>> = {
  ':': succeed,
  true: succeed,
  false: () => 1,
  umask: succeed,
  echo(shell, words) {
    const quiet = words[1] === '-n';
    const interpret = words[1] === '-e';
    const text = words.slice(quiet || interpret ? 2 : 1).join(' ');
    const shown = interpret || shell.dialect === 'sh' ? text.replaceAll('\\n', '\n').replaceAll('\\t', '\t') : text;
    outputOf(shell, 1)?.write(`${shown}${quiet ? '' : '\n'}`);
    return 0;
  },
  printf(shell, words) {
    const variable = words[1] === '-v' ? words[2] : undefined;
    const [format = '', ...values] = words.slice(variable === undefined ? 1 : 3);
    const text = formatPrintf(format, values);
    if (variable === undefined) {
      outputOf(shell, 1)?.write(text);
    } else {
      shell.variables.set(variable, text);
    }
    return 0;
  },
  exit: (shell, words) => {
    throw new Exit(words[1] === undefined ? shell.status : Number(words[1]) % 256);
  },
  return: (shell, words) => {
    throw new Return(words[1] === undefined ? shell.status : Number(words[1]));
  },
  break: (_, words) => {
    throw new LoopControl(false, Number(words[1] ?? 1));
  },
  continue: (_, words) => {
    throw new LoopControl(true, Number(words[1] ?? 1));
  },
  test: (shell, words) => evaluateTest(shell, words.slice(1)),
  '[': (shell, words) => {
    if (words.at(-1) !== ']') {
      complain(shell, '[: missing ]');
      return 2;
    }
    return evaluateTest(shell, words.slice(1, -1));
  },
  command(shell, words, running) {
    if (words[1] !== '-v' && words[1] !== '-V') {
      return running.runProgram(shell, words.slice(1), { replace: false });
    }
    return findCommands(shell, words.slice(2), (name, builtin) => (builtin ? name : `/usr/bin/${name}`));
  },
  type: (shell, words) =>
    findCommands(shell, words.slice(1), (name, builtin) =>
      builtin ? `${name} is a shell builtin` : `${name} is /usr/bin/${name}`,
    ),
  kill: sendSignal,
  exec: (shell, words, running) => running.runProgram(shell, words.slice(1), { replace: true }),
  trap(shell, words) {
    const [script = '', ...names] = words.slice(words[1] === '--' ? 2 : 1);
    for (const name of names) {
      const signal = name === 'EXIT' || name === '0' ? 'EXIT' : signalNamed(name);
      if (signal === undefined) {
        complain(shell, `trap: ${name}: invalid signal specification`);
        return 1;
      }
      if (script === '-') {
        shell.traps.delete(signal);
      } else {
        shell.traps.set(signal, script);
      }
      if (signal !== 'EXIT') {
        const arrived = () => {
          shell.pending.push(signal);
          shell.interruption.resolve();
        };
        shell.start.process.trap(signal, script === '-' ? undefined : script === '' ? () => {} : arrived);
      }
    }
    return 0;
  },
  async wait(shell, words) {
    const pids = words.length > 1 ? words.slice(1).map(Number) : [...shell.jobs.keys()];
    let status = 0;
    for (const pid of pids) {
      const job = shell.jobs.get(pid);
      if (job === undefined) {
        status = 127;
        continue;
      }
      const ended = await shell.start.process.wait(Promise.race([job, shell.interruption.promise]));
      if (ended === undefined) {
        shell.interruption = Promise.withResolvers();
        return 143;
      }
      shell.jobs.delete(pid);
      status = words.length > 1 ? ended : 0;
    }
    return status;
  },
  read: readVariable,
  cd: succeed,
  pwd(shell) {
    outputOf(shell, 1)?.write('/\n');
    return 0;
  },
  set(shell, words) {
    for (const [index, word] of words.entries()) {
      if (word === '--') {
        shell.arguments = words.slice(index + 1);
        return 0;
      }
      if (/^[-+][eufx]+$/.test(word)) {
        shell.exitOnError = word.includes('e') ? word.startsWith('-') : shell.exitOnError;
      } else if (index > 0) {
        throw new NotSupported(words.join(' '));
      }
    }
    return 0;
  },
  shift(shell, words) {
    shell.arguments = shell.arguments.slice(Number(words[1] ?? 1));
    return 0;
  },
  export: declare,
  local: declare,
  readonly: declare,
  unset(shell, words) {
    for (const name of words.slice(1)) {
      shell.variables.delete(name);
      shell.exported.delete(name);
    }
    return 0;
  },
  eval: (shell, words, running) => running.runText(shell, words.slice(1).join(' ')),
};

function declare(shell: Shell, words: readonly string[]): number {
  for (const word of words.slice(1)) {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    if (equals >= 0) {
      shell.variables.set(name, word.slice(equals + 1));
    }
    if (words[0] === 'export') {
      shell.exported.add(name);
    }
  }
  return 0;
}

function findCommands(
  shell: Shell,
  names: readonly string[],
  show: (name: string, builtin: boolean) => string,
): number {
  let status = 0;
  for (const name of names) {
    const builtin = Object.hasOwn(builtins, name) || shell.functions.has(name);
    if (builtin || shell.start.machine.has(name)) {
      outputOf(shell, 1)?.write(`${show(name, builtin)}\n`);
    } else {
      status = shell.dialect === 'bash' ? 1 : 127;
    }
  }
  return status;
}
