import type { Running } from '../contracts/runner.ts';
import { execInContainer } from '../kube/exec/exec.ts';
import type { ContextSession } from './context-session.ts';
import type { NodePlaces } from './node-places.ts';
import type { RunRequest, RunTarget } from './protocol.ts';

/** Starts a program where it is wanted, in a container or on a node. Rejects with a PlumblineError where that is not reached. */
export async function startProgram(
  { session, nodes }: { readonly session: ContextSession; readonly nodes: NodePlaces },
  target: RunTarget,
  argv: readonly string[],
  options: RunRequest,
  signal: AbortSignal,
): Promise<Running> {
  if ('node' in target) return await nodes.run(target, argv, options, signal);
  const connection = await session.connection();
  signal.throwIfAborted();
  return execInContainer(connection, target, argv, { ...options, signal });
}
