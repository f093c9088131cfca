import type { Fact } from '../contracts/node-facts.ts';
import type { Runner } from '../contracts/runner.ts';
import { parseRoutes, type Route } from '../tools/ip/routes.ts';
import { askSource } from './ask-source.ts';
import { complaintOf } from './command-output.ts';
import { listSource, type Source } from './source.ts';

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
  const fact = await askSource(runner, routeSource(address), signal);
  return fact.known ? { ...fact, value: fact.value[0] } : fact;
}
