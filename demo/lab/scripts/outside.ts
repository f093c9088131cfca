import type { ClusterObjects } from '../../backend.ts';
import { asRecord, asText } from '../../world/fields.ts';
import type { World } from '../../world/types.ts';
import { labServices } from '../services/service-model.ts';
import { underlay } from './nodes.ts';
import { inNetwork } from './quote.ts';

/**
 * What services point to outside the nodes' own networks, as the control plane: addresses on the underlay where
 * somebody listens and says nothing.
 */
export function outsideScript(world: World, objects: ClusterObjects): string {
  const inside = new Set([
    ...world.nodes.map(({ address }) => address),
    ...objects.pods.map((pod) => asText(asRecord(pod['status'])['podIP'])),
  ]);
  const offers = labServices(objects)
    .flatMap(({ ports }) => ports)
    .filter(({ protocol }) => protocol === 'tcp')
    .flatMap(({ backends }) => backends)
    .filter(({ address }) => !inside.has(address));
  const addresses = [...new Set(offers.map(({ address }) => address))];
  const servers = new Set(offers.map(({ port }) => `busybox nc -ll -p ${port} -e /run/lab/bin/silent`));
  return [
    ...addresses.map((address) => `ip -n ${underlay} addr add ${address}/24 dev switch`),
    ...[...servers].map((server) => `${inNetwork(underlay, server)} >/dev/null 2>&1 &`),
  ].join('\n');
}
