import type { Labels, PodRecord } from '../../inventory/records.ts';
import { isFinished } from '../../inventory/inventory.ts';
import type { NamedPort, PodParty } from '../model/party.ts';

const noPorts: readonly NamedPort[] = [];

/** A pod of the inventory as policies see it. */
export function podParty(
  pod: PodRecord,
  namespaceLabels: Labels | undefined,
  serviceAccountLabels: Labels | undefined,
): PodParty {
  return {
    kind: 'pod',
    namespace: pod.namespace,
    name: pod.name,
    labels: pod.labels,
    namespaceLabels,
    serviceAccount: pod.serviceAccount === '' ? 'default' : pod.serviceAccount,
    serviceAccountLabels,
    addresses: pod.addresses,
    node: pod.node,
    hostNetwork: pod.hostNetwork,
    phase: isFinished(pod) ? 'finished' : pod.addresses.length === 0 ? 'pending' : 'running',
    ports: portsOf(pod),
    workload: pod.owner ?? { kind: 'Pod', name: pod.name },
  };
}

/** Container lists are shared between pods of one template: so are the ports made of them. */
const portsByContainers = new WeakMap<PodRecord['containers'], readonly NamedPort[]>();

function portsOf({ containers }: PodRecord): readonly NamedPort[] {
  const known = portsByContainers.get(containers);
  if (known !== undefined) return known;
  // Containers that have ended by the time that the pod serves name no ports.
  const serving = containers.filter(({ role, sidecar }) => role === 'app' || sidecar === true);
  const ports = serving.flatMap((container) => container.ports);
  const made = ports.length === 0 ? noPorts : ports;
  portsByContainers.set(containers, made);
  return made;
}
