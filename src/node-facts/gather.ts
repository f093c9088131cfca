import type { NodeFacts, RawOutputId } from '../contracts/node-facts.ts';
import type { NodeWay } from '../contracts/node.ts';
import type { Runner } from '../contracts/runner.ts';
import { type Clock, systemClock } from '../kube/clock.ts';
import { Turns } from '../reach/ssh/turns.ts';
import { assembleNodeFacts, firstAnswers } from './assemble.ts';
import { type CommandOutput, maySucceedOtherwise } from './command-output.ts';
import { firstSources, listOfSecond, secondSources } from './plan.ts';
import { runCommand } from './run-command.ts';
import type { Source } from './source.ts';

/** At once on one node: as many as an SSH connection opens. */
const atOnce = 7;

/** What facts of a node are gathered with. */
export interface GatherParts {
  readonly node: string;
  readonly way: NodeWay;
  /** Of the same node, so that it is known how counters grew. */
  readonly before?: NodeFacts;
  readonly signal: AbortSignal;
  readonly clock?: Pick<Clock, 'now'>;
}

/**
 * Reads everything that is of use about a node's network by programs that only look. Never rejects: what could not be
 * found out is not known, with the reason.
 */
export async function gatherNodeFacts(runner: Runner, parts: GatherParts): Promise<NodeFacts> {
  const { node, way, before, signal, clock = systemClock } = parts;
  const collected = new Map<string, readonly CommandOutput[]>();
  const turns = new Turns(atOnce);
  const at = clock.now();
  const ask = async (source: Source<unknown>): Promise<void> => {
    const outputs: CommandOutput[] = [];
    for (const [index, command] of source.commands.entries()) {
      const leave = await turns.enter(signal).catch(() => undefined);
      if (leave === undefined) break;
      const id: RawOutputId = rawOutputId(`${node}/${source.name}/${index}@${at}`);
      const output = await runCommand(runner, command, { id, signal, clock }).finally(leave);
      outputs.push(output);
      if (source.read(output).known || !maySucceedOtherwise(output)) break;
    }
    collected.set(source.name, outputs);
  };
  await Promise.all(Object.values(firstSources(way)).map(ask));
  await Promise.all(listOfSecond(secondSources(firstAnswers({ way, collected }))).map(ask));
  return assembleNodeFacts({ node, at, way, before, collected });
}

function rawOutputId(text: string): RawOutputId {
  return text as RawOutputId;
}
