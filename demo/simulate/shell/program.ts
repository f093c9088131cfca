import { readLine } from '../container/streams.ts';
import type { Program, Start } from '../programs/program.ts';
import { readFile } from '../programs/files.ts';
import { NotSupported } from './ast.ts';
import { runScript, runText } from './interpret.ts';
import { createShell, Exit, outputOf, type Shell } from './state.ts';

/** sh and bash: `-c SCRIPT [NAME [ARGUMENT…]]`, a script file, or lines from stdin (with a prompt on a terminal). */
export function shellProgram(dialect: 'bash' | 'sh'): Program {
  return async (start) => {
    const words = start.argv.slice(1);
    while (/^-[ileux]*$/.test(words[0] ?? '') && words[0] !== '-c') {
      words.shift();
    }
    const flags = /^-[a-z]*c$/.test(words[0] ?? '') ? words.shift() : undefined;
    if (flags !== undefined) {
      const [script = '', name = start.argv[0] ?? dialect, ...rest] = words;
      const shell = createShell(start, dialect, name, rest);
      shell.exitOnError = flags.includes('e');
      return runScript(shell, script);
    }
    if (words[0] === '-s') {
      words.shift();
    }
    const file = words[0];
    if (file === undefined || start.argv.includes('-s')) {
      return readCommands(createShell(start, dialect, start.argv[0] ?? dialect, words));
    }
    const script = readFile(start.machine, file);
    if (script === undefined) {
      start.stderr.write(`${dialect}: ${file}: No such file or directory\n`);
      return 127;
    }
    return runScript(createShell(start, dialect, file, words.slice(1)), script.toString('utf8'));
  };
}

async function readCommands(shell: Shell): Promise<number> {
  const prompt = () => promptFor(shell.start) && shell.start.stdout.write('/ # ');
  prompt();
  for (let line = await nextLine(shell); line !== undefined; line = await nextLine(shell)) {
    try {
      await runText(shell, line.text);
    } catch (error) {
      if (error instanceof Exit) {
        return error.status;
      }
      if (!(error instanceof NotSupported)) {
        throw error;
      }
      outputOf(shell, 2)?.write(`sh: not supported in the simulation: ${error.message}\n`);
      shell.status = 2;
    }
    prompt();
  }
  return shell.status;
}

function nextLine(shell: Shell): ReturnType<typeof readLine> {
  return shell.start.process.wait(readLine(shell.start.stdin));
}

function promptFor(start: Start): boolean {
  return start.tty;
}
