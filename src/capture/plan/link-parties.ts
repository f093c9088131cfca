import type { ResolvedEndpoint } from '../../contracts/endpoint.ts';
import type { LinkEnds } from '../meaning/seen-packet.ts';

/** One end of a link as captures need it. */
export interface Party {
  /** Everything that may stand in its packets: of a service its own addresses, and those of its backends. */
  readonly addresses: readonly string[];
  /** Of pods alone: what stands in packets inside a tunnel. Empty for what is on the nodes' own network, or outside. */
  readonly podAddresses: readonly string[];
  /** The pods that its packets come to. */
  readonly pods: readonly { readonly namespace: string; readonly name: string; readonly node: string | undefined }[];
  /** The node that it is on, where it is on one. */
  readonly node: string | undefined;
}

/** What an endpoint stands for, as packets have it. Pure. */
export function partyOf({ addresses, pod, backends, node, endpoint }: ResolvedEndpoint): Party {
  const pods =
    endpoint.kind === 'service' || backends !== undefined ? (backends ?? []) : pod === undefined ? [] : [pod];
  const inNetwork = pods.filter(({ hostNetwork }) => !hostNetwork);
  const [only] = pods.length === 1 ? pods : [];
  return {
    addresses: [...new Set([...addresses, ...pods.flatMap((one) => one.addresses)])],
    podAddresses: inNetwork.flatMap((one) => one.addresses),
    pods: inNetwork.map(({ namespace, name, node: on }) => ({ namespace, name, node: on })),
    node: only?.node ?? node,
  };
}

/** The ends by which packets are told apart. */
export function linkEnds(source: Party, destination: Party): LinkEnds {
  return { source: new Set(source.addresses), destination: new Set(destination.addresses) };
}
