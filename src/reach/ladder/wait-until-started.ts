import type { Cluster } from '../../contracts/cluster.ts';
import type { Json } from '../../contracts/json.ts';
import type { Duration } from '../../contracts/time.ts';
import { podPath } from '../../kube/exec/target.ts';
import { pause } from '../../probes/run/pause.ts';
import { type StartState, startState } from './start-state.ts';

/** A container whose start is waited for. */
export interface AwaitedContainer {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** How often the pod is read: often enough to name a refused image within seconds, seldom enough to be no load. */
const lookEvery: Duration = 500;

/** How long a pull may take: longer than a large image over a slow registry usually does. */
export const startPatience: Duration = 90_000;

/**
 * Reads the pod until the container runs, has ended, or will not come; the last pod that was read comes with it. One that
 * is still waiting after `patience` is stuck and says for what. Rejects with the PlumblineError of a read, and when the
 * signal fires.
 */
export async function waitUntilStarted(
  cluster: Pick<Cluster, 'api'>,
  { namespace, pod, container }: AwaitedContainer,
  signal: AbortSignal,
  patience: Duration = startPatience,
): Promise<{ readonly state: Exclude<StartState, { kind: 'waiting' }>; readonly pod: Json }> {
  const giveUp = Date.now() + patience;
  for (;;) {
    signal.throwIfAborted();
    const read = await cluster.api({
      path: podPath({ namespace, pod }),
      operation: 'read the pod',
      object: `pod ${namespace}/${pod}`,
    });
    const state = startState(read, container);
    if (state.kind !== 'waiting') return { state, pod: read };
    if (Date.now() >= giveUp) {
      const reason = state.reason === '' ? 'the kubelet has said nothing of it' : `it is still ${state.reason}`;
      const sentence = `${container} did not start within ${patience / 1000} s: ${reason}`;
      return { state: { kind: 'stuck', byImage: false, sentence }, pod: read };
    }
    await pause(lookEvery, signal);
  }
}
