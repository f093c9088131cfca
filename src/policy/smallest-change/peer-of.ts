import type { Labels } from '../../inventory/records.ts';
import { parseAddress } from '../address/parse.ts';
import { namespaceNameLabel } from '../evaluate/label.ts';
import type { Party, PodParty } from '../model/party.ts';
import type { FlowProtocol } from '../model/traffic.ts';

/** Labels that controllers give each pod or each revision: a policy must not name them. */
const volatile: ReadonlySet<string> = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
  'job-name',
  'batch.kubernetes.io/job-name',
]);

/** Labels that tell a pod's like from the other pods of its namespace: one label if one does, else all that last. */
export function tellingLabels(pod: PodParty, pods: readonly PodParty[]): Labels {
  const lasting = Object.entries(pod.labels).filter(([key]) => !volatile.has(key));
  const near = pods.filter(({ namespace, phase }) => namespace === pod.namespace && phase !== 'finished');
  const selected = (labels: readonly (readonly [string, string])[]): number =>
    near.filter((other) => labels.every(([key, value]) => other.labels[key] === value)).length;
  const fewest = selected(lasting);
  const single = lasting.find((label) => selected([label]) === fewest);
  return Object.fromEntries(single === undefined ? lasting : [single]);
}

/** A peer of a NetworkPolicy in `namespace` that is that party and as little else as can be; undefined when none can be written. */
export function peerOf(
  party: Party,
  namespace: string,
  pods: readonly PodParty[],
): Readonly<Record<string, unknown>> | undefined {
  if (party.kind === 'pod' && !party.hostNetwork) {
    const podSelector = { matchLabels: tellingLabels(party, pods) };
    if (party.namespace === namespace) return { podSelector };
    return { namespaceSelector: { matchLabels: { [namespaceNameLabel]: party.namespace } }, podSelector };
  }
  const addresses = party.kind === 'outside' ? [party.address] : party.addresses;
  const [address = ''] = addresses;
  const family = parseAddress(address)?.family;
  return family === undefined ? undefined : { ipBlock: { cidr: `${address}/${family === 4 ? 32 : 128}` } };
}

/** A port of a NetworkPolicy; undefined for protocols that it cannot name. */
export function portOf(
  protocol: FlowProtocol,
  port: number | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP') return undefined;
  return port === undefined ? { protocol } : { protocol, port };
}
