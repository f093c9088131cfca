import type { PodParty } from '../model/party.ts';
import { markWithoutAddress } from './without-address.ts';

/** Workloads that are listed as one, or each pod by itself. */
export type Granularity = 'workloads' | 'pods';

/** One name in a list of connections, and the pods that it stands for. */
export interface ListedPeer {
  /** 'shop/web[Deployment]'. */
  readonly name: string;
  readonly pods: readonly PodParty[];
}

/**
 * What is listed of a cluster's pods, by name. Pods that have finished own no address and are in no list of pods; their workload
 * stays in a list of workloads, because its next pod will be governed by the same labels.
 */
export function listedPeers(pods: readonly PodParty[], granularity: Granularity): readonly ListedPeer[] {
  const byName = new Map<string, PodParty[]>();
  for (const pod of pods) {
    if (granularity === 'pods' && pod.phase === 'finished') continue;
    const { namespace, workload } = pod;
    const name =
      granularity === 'pods' ? `${namespace}/${pod.name}[Pod]` : `${namespace}/${workload.name}[${workload.kind}]`;
    const list = byName.get(name);
    if (list === undefined) byName.set(name, [pod]);
    else list.push(pod);
  }
  return [...byName].map(([name, members]) => {
    const current = members.filter(({ phase }) => phase !== 'finished');
    return { name, pods: (current.length > 0 ? current : members.slice(0, 1)).map(markWithoutAddress) };
  });
}
