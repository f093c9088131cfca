import type { Fact, RawOutputId } from '../contracts/node-facts.ts';
import type { Runner } from '../contracts/runner.ts';
import { systemClock } from '../kube/clock.ts';
import { parseRoutes, type Route } from '../tools/ip/routes.ts';
import { type CommandOutput, complaintOf, maySucceedOtherwise } from './command-output.ts';
import { runCommand } from './run-command.ts';
import { factOf, listSource, type Source } from './source.ts';

/** The question by which way a packet goes to an address: no route at all where the node has none. */
function routeSource(address: string): Source<readonly Route[]> {
  const asked = ['route', 'get', address];
  const source = listSource(
    `route to ${address}`,
    [
      ['ip', '-j', ...asked],
      ['ip', ...asked],
    ],
    parseRoutes,
  );
  return {
    ...source,
    read: (output) => {
      const complaint = complaintOf(output) ?? '';
      return output.end.kind === 'exited' &&
        /^RTNETLINK answers: (?:Network is unreachable|No route to host)/.test(complaint)
        ? { known: true, value: [] }
        : source.read(output);
    },
  };
}

/**
 * Asks a node by which way it would send to an address (`ip route get`). Undefined as the value: it has no way there. Never
 * rejects.
 */
export async function routeTo(runner: Runner, address: string, signal: AbortSignal): Promise<Fact<Route | undefined>> {
  const source = routeSource(address);
  const outputs: CommandOutput[] = [];
  for (const [index, command] of source.commands.entries()) {
    const id = `route/${address}/${index}@${systemClock.now()}` as RawOutputId;
    const output = await runCommand(runner, command, { id, signal, clock: systemClock });
    outputs.push(output);
    if (source.read(output).known || !maySucceedOtherwise(output)) break;
  }
  const fact = factOf(source, new Map([[source.name, outputs]]), 'it was not asked');
  return fact.known ? { ...fact, value: fact.value[0] } : fact;
}
