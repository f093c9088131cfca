import type { Cluster } from '../contracts/cluster.ts';
import type { ContextHealth } from '../contracts/contexts.ts';

/** So many servers are asked at the same time: enough for a list, few enough for a small machine. */
const atOnce = 6;

/**
 * Asks for the health of contexts, a few at a time and in their order, until all are known or the signal aborts. Each is
 * told as soon as it is known. Never rejects.
 */
export async function surveyContexts(
  cluster: Pick<Cluster, 'contextHealth'>,
  names: readonly string[],
  known: (name: string, health: ContextHealth) => void,
  signal: AbortSignal,
): Promise<void> {
  const left = [...names];
  const worker = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined && !signal.aborted; name = left.shift()) {
      const health = await cluster.contextHealth(name).catch(
        (error: unknown): ContextHealth => ({
          state: 'broken',
          sentence: error instanceof Error ? error.message : String(error),
        }),
      );
      if (!signal.aborted) known(name, health);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, left.length) }, worker));
}
