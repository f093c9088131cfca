import type { Fact, RawOutputId } from '../contracts/node-facts.ts';
import type { Runner } from '../contracts/runner.ts';
import { systemClock } from '../kube/clock.ts';
import { type CommandOutput, maySucceedOtherwise } from './command-output.ts';
import { runCommand } from './run-command.ts';
import { factOf, type Source } from './source.ts';

/** Asks one source of a node, in its forms until one is answered. Never rejects. */
export async function askSource<Value>(
  runner: Runner,
  source: Source<Value>,
  signal: AbortSignal,
): Promise<Fact<Value>> {
  const outputs: CommandOutput[] = [];
  for (const [index, command] of source.commands.entries()) {
    const id = `${source.name}/${index}@${systemClock.now()}` as RawOutputId;
    const output = await runCommand(runner, command, { id, signal, clock: systemClock });
    outputs.push(output);
    if (source.read(output).known || !maySucceedOtherwise(output)) break;
  }
  return factOf(source, new Map([[source.name, outputs]]), 'it was not asked');
}
