import { createPipe, emptyInput } from '../container/streams.ts';
import { type Command, type Item, type List, NotSupported, type Pipeline } from './ast.ts';
import type { Interpreter } from './interpreter.ts';
import { parseScript } from './parse.ts';
import { redirect } from './redirect.ts';
import { runCompound } from './run-compound.ts';
import { isBareExec, runSimple } from './run-simple.ts';
import { type Descriptor, Exit, outputOf, type Shell } from './state.ts';
import { guarded, spawnSubshell } from './subshell.ts';
import { createSubstitutor } from './substitute.ts';

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

const interpreter: Interpreter = { runList, runCommand, runText, substitutor: createSubstitutor(runList) };

async function runCommand(shell: Shell, command: Command): Promise<number> {
  const before = new Map(shell.descriptors);
  const restore = () => {
    shell.descriptors.clear();
    for (const [number, descriptor] of before) {
      shell.descriptors.set(number, descriptor);
    }
  };
  if (!(await redirect(shell, command.redirections, interpreter.substitutor))) {
    restore();
    return shell.dialect === 'bash' ? 1 : 2;
  }
  if (command.kind === 'simple' && isBareExec(command)) return 0;
  try {
    return command.kind === 'simple'
      ? await runSimple(shell, command, interpreter)
      : await runCompound(shell, command, interpreter);
  } finally {
    restore();
  }
}
