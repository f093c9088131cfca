import { evaluateArithmetic } from './arithmetic.ts';
import type { Command, Word } from './ast.ts';
import { expandText, expandWords, type Substitutor } from './expand.ts';
import type { Interpreter } from './interpreter.ts';
import { runLoop } from './loop.ts';
import { patternToRegExp } from './pattern.ts';
import { type Shell, variablesOf } from './state.ts';
import { spawnSubshell } from './subshell.ts';

type CompoundCommand = Exclude<Command, { kind: 'simple' }>;

/** Runs a group, a branch, a loop, or the definition of a function, to its exit status. */
export async function runCompound(shell: Shell, command: CompoundCommand, interpreter: Interpreter): Promise<number> {
  const { substitutor, runList } = interpreter;
  switch (command.kind) {
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
      return runCount(shell, command.expressions, substitutor, () => runList(shell, command.body));
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
async function runCount(
  shell: Shell,
  expressions: Word,
  substitutor: Substitutor,
  body: () => Promise<void>,
): Promise<number> {
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
