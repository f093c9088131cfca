import type { Fact } from '../contracts/node-facts.ts';
import type { Instant } from '../contracts/time.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { CniNodeRecord } from './evidence.ts';
import { readFact } from './fact.ts';

/** Older failures are told only while the pod is not ready. */
const lately = 10 * 60_000;

/** What kubelet said of failed probes of the CNI's pod on the node, the newest first, each message once. */
export function probeFailures(
  { agent }: CniNodeRecord,
  inventory: Fact<Inventory>,
  now: Instant,
): Fact<readonly string[]> {
  const pod = agent?.pod;
  if (pod === undefined) return { known: false, why: 'There is no pod of the CNI on the node.', from: undefined };
  return readFact(inventory, ({ events }) => [
    ...new Set(
      [...events.values()]
        .filter(
          ({ reason, about, lastSeen }) =>
            reason === 'Unhealthy' &&
            about.kind === 'Pod' &&
            about.namespace === pod.namespace &&
            about.name === pod.name &&
            (now - lastSeen < lately || !agent?.ready),
        )
        .toSorted((one, other) => other.lastSeen - one.lastSeen)
        .map(({ message }) => message),
    ),
  ]);
}
