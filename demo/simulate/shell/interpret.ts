import { createPipe, emptyInput } from '../container/streams.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { type Command, type Item, type List, NotSupported, type Pipeline, type Word } from './ast.ts';
import { builtins } from './builtins.ts';
import { expandText, expandWords, openSubstitution, type Substitutor } from './expand.ts';
import { runLoop } from './loop.ts';
import { parseScript } from './parse.ts';
import { patternToRegExp } from './pattern.ts';
import { redirect } from './redirect.ts';
import { runProgram } from './run-program.ts';
import { type Descriptor, Exit, outputOf, Return, type Shell, variablesOf } from './state.ts';
import { guarded, spawnSubshell } from './subshell.ts';

/** Runs a script in a shell to its end, with its EXIT trap; the shell's exit status. */
export async function runScript(shell: Shell, script: string): Promise<number> {
  try {
    const status = await guarded(shell, async () => {
      await runList(shell, parseScript(script));
      return shell.status;
    });
    shell.status = status;
    const farewell = shell.traps.get('EXIT');
    if (farewell !== undefined) {
      shell.traps.delete('EXIT');
      await guarded(shell, () => runText(shell, farewell));
    }
    return status;
  } catch (error) {
    if (error instanceof NotSupported) {
      outputOf(shell, 2)?.write(`sh: not supported in the simulation: ${error.message}\n`);
      return 2;
    }
    throw error;
  }
}

/** Runs a text as part of the shell that runs already: eval, traps, interactive lines. */
export async function runText(shell: Shell, script: string): Promise<number> {
  await runList(shell, parseScript(script));
  return shell.status;
}

async function runList(shell: Shell, list: List): Promise<void> {
  for (const item of list) {
    if (item.background) {
      startJob(shell, item);
      shell.status = 0;
    } else {
      await runItem(shell, item);
    }
    await runPendingTraps(shell);
  }
}

async function runItem(shell: Shell, item: Item): Promise<void> {
  shell.status = await runPipeline(shell, item.first);
  for (const { operator, pipeline } of item.rest) {
    if ((shell.status === 0) === (operator === '&&')) {
      shell.status = await runPipeline(shell, pipeline);
    }
  }
  if (shell.exitOnError && shell.status !== 0 && item.rest.length === 0 && !item.first.negated) {
    throw new Exit(shell.status);
  }
}

async function runPendingTraps(shell: Shell): Promise<void> {
  for (let signal = shell.pending.shift(); signal !== undefined; signal = shell.pending.shift()) {
    const script = shell.traps.get(signal);
    if (script !== undefined) {
      const status = shell.status;
      await runText(shell, script);
      shell.status = status;
    }
  }
}

async function runPipeline(shell: Shell, pipeline: Pipeline): Promise<number> {
  const [only, ...others] = pipeline.commands;
  const status =
    only !== undefined && others.length === 0
      ? await runCommand(shell, only)
      : await runPipes(shell, pipeline.commands);
  return pipeline.negated ? (status === 0 ? 1 : 0) : status;
}

async function runPipes(shell: Shell, commands: readonly Command[]): Promise<number> {
  let input: Descriptor | undefined = shell.descriptors.get(0);
  let last = Promise.resolve(0);
  for (const [index, command] of commands.entries()) {
    const pipe = index < commands.length - 1 ? createPipe() : undefined;
    const descriptors = new Map(shell.descriptors);
    if (input !== undefined) {
      descriptors.set(0, input);
    }
    if (pipe !== undefined) {
      descriptors.set(1, { output: pipe });
    }
    last = spawnSubshell(shell, descriptors, (inner) => {
      inner.givesWay = command.kind === 'simple';
      return runCommand(inner, command);
    }).exitCode.finally(() => pipe?.close());
    input = pipe === undefined ? undefined : { input: pipe };
  }
  return shell.start.process.wait(last);
}

function startJob(shell: Shell, item: Item): void {
  const descriptors = new Map(shell.descriptors);
  descriptors.set(0, { input: emptyInput });
  const single =
    item.rest.length === 0 && item.first.commands.length === 1 && item.first.commands[0]?.kind === 'simple';
  const job = spawnSubshell(shell, descriptors, async (inner) => {
    inner.givesWay = single;
    await runItem(inner, { ...item, background: false });
    return inner.status;
  });
  shell.lastJob = job.pid;
  shell.jobs.set(job.pid, job.exitCode);
}

const substitutor: Substitutor = {
  async capture(shell, body) {
    const parts: Buffer[] = [];
    const descriptors = new Map(shell.descriptors);
    descriptors.set(1, { output: { write: (data) => void parts.push(Buffer.from(data)), close: () => {} } });
    const { exitCode } = spawnSubshell(shell, descriptors, async (inner) => {
      await runList(inner, body);
      return inner.status;
    });
    shell.status = await shell.start.process.wait(exitCode);
    return Buffer.concat(parts).toString('utf8');
  },
  readable(shell, body) {
    const { path, pipe } = openSubstitution(shell);
    const descriptors = new Map(shell.descriptors);
    descriptors.set(1, { output: pipe });
    const { pid, exitCode } = spawnSubshell(shell, descriptors, async (inner) => {
      await runList(inner, body);
      return inner.status;
    });
    void exitCode.finally(() => pipe.close());
    shell.lastJob = pid;
    return path;
  },
};

async function runCommand(shell: Shell, command: Command): Promise<number> {
  const before = new Map(shell.descriptors);
  const restore = () => {
    shell.descriptors.clear();
    for (const [number, descriptor] of before) {
      shell.descriptors.set(number, descriptor);
    }
  };
  if (!(await redirect(shell, command.redirections, substitutor))) {
    restore();
    return shell.dialect === 'bash' ? 1 : 2;
  }
  if (command.kind === 'simple' && isBareExec(command)) {
    // `exec 3<file`: the redirections are the command, and they stay.
    return 0;
  }
  try {
    return await runBody(shell, command);
  } finally {
    restore();
  }
}

function isBareExec(command: Extract<Command, { kind: 'simple' }>): boolean {
  const [word, ...others] = command.words;
  const piece = word?.[0];
  return others.length === 0 && word?.length === 1 && piece?.kind === 'text' && piece.text === 'exec';
}

async function runBody(shell: Shell, command: Command): Promise<number> {
  switch (command.kind) {
    case 'simple':
      return runSimple(shell, command);
    case 'group':
      if (command.subshell) {
        const job = spawnSubshell(shell, new Map(shell.descriptors), async (inner) => {
          await runList(inner, command.body);
          return inner.status;
        });
        return shell.start.process.wait(job.exitCode);
      }
      await runList(shell, command.body);
      return shell.status;
    case 'if':
      for (const { condition, body } of command.branches) {
        await runList(shell, condition);
        if (shell.status === 0) {
          await runList(shell, body);
          return shell.status;
        }
      }
      shell.status = 0;
      await runList(shell, command.otherwise ?? []);
      return shell.status;
    case 'loop':
      return runLoop(
        shell,
        async () => {
          await runList(shell, command.condition);
          return (shell.status === 0) !== command.until;
        },
        () => runList(shell, command.body),
      );
    case 'count':
      return runCount(shell, command.expressions, () => runList(shell, command.body));
    case 'for': {
      const words =
        command.words === undefined ? shell.arguments : await expandWords(shell, command.words, substitutor);
      const queue = [...words];
      return runLoop(
        shell,
        () => {
          const next = queue.shift();
          if (next !== undefined) {
            shell.variables.set(command.name, next);
          }
          return Promise.resolve(next !== undefined);
        },
        () => runList(shell, command.body),
      );
    }
    case 'case': {
      const subject = await expandText(shell, command.subject, substitutor);
      for (const { patterns, body } of command.arms) {
        for (const pattern of patterns) {
          if (patternToRegExp(await expandText(shell, pattern, substitutor)).test(subject)) {
            shell.status = 0;
            await runList(shell, body);
            return shell.status;
          }
        }
      }
      return 0;
    }
    default:
      shell.functions.set(command.name, command.body);
      return 0;
  }
}

/** `for ((start; condition; step))`: an empty condition holds. */
async function runCount(shell: Shell, expressions: Word, body: () => Promise<void>): Promise<number> {
  const evaluate = async (index: number): Promise<number> => {
    const text = (await expandText(shell, expressions, substitutor)).split(';')[index]?.trim() ?? '';
    return text === '' ? 1 : evaluateArithmetic(text, variablesOf(shell));
  };
  await evaluate(0);
  let first = true;
  return runLoop(
    shell,
    async () => {
      if (!first) {
        await evaluate(2);
      }
      first = false;
      return (await evaluate(1)) !== 0;
    },
    body,
  );
}

async function runSimple(shell: Shell, command: Extract<Command, { kind: 'simple' }>): Promise<number> {
  const words = await expandWords(shell, command.words, substitutor);
  const assigned = new Map<string, string>();
  for (const { name, value } of command.assignments) {
    assigned.set(name, await expandText(shell, value, substitutor));
  }
  const [name] = words;
  if (name === undefined) {
    for (const [variable, value] of assigned) {
      shell.variables.set(variable, value);
    }
    return command.assignments.some(({ value }) => value.some((piece) => piece.kind === 'command')) ? shell.status : 0;
  }
  const body = shell.functions.get(name);
  if (body !== undefined) {
    const outer = shell.arguments;
    shell.arguments = words.slice(1);
    try {
      return await runCommand(shell, body);
    } catch (error) {
      if (error instanceof Return) {
        return error.status;
      }
      throw error;
    } finally {
      shell.arguments = outer;
    }
  }
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  if (builtin !== undefined) {
    return withAssignments(shell, assigned, () => builtin(shell, words, { runText, runProgram }));
  }
  return runProgram(shell, words, { replace: shell.givesWay, assigned });
}

/** Assignments before a builtin hold for that builtin only. */
async function withAssignments(
  shell: Shell,
  assigned: ReadonlyMap<string, string>,
  body: () => Promise<number> | number,
): Promise<number> {
  const before = [...assigned.keys()].map((name) => [name, shell.variables.get(name)] as const);
  for (const [name, value] of assigned) {
    shell.variables.set(name, value);
  }
  try {
    return await body();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) {
        shell.variables.delete(name);
      } else {
        shell.variables.set(name, value);
      }
    }
  }
}
