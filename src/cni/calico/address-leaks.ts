import type { Instant } from '../../contracts/time.ts';
import { addressKey } from '../../policy/address/same.ts';
import type { AddressBlock, GivenAddress } from './address-block.ts';
import { poolFinder } from './address-use.ts';
import type { CalicoPool } from './ip-pool.ts';

/** A pod as far as its addresses are concerned; pods in their node's network have none of their own. */
export interface AddressedPod {
  readonly namespace: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly createdAt: Instant;
}

/** Where pods and Calico's bookkeeping of addresses disagree. */
export interface AddressLeaks {
  /** Given to pods or nodes that there are none of: nobody can use them. */
  readonly leaked: readonly (GivenAddress & { readonly why: string })[];
  /** In use by pods and given to nobody: they can be given a second time. */
  readonly unrecorded: readonly { readonly pod: string; readonly address: string }[];
  /** In use by pods and in no pool. */
  readonly outside: readonly { readonly pod: string; readonly address: string }[];
}

/** What the blocks are held against. */
export interface AddressWorld {
  /** Those that run or are about to, in the pod network. */
  readonly pods: Iterable<AddressedPod>;
  readonly podNamed: (namespace: string, name: string) => AddressedPod | undefined;
  readonly nodes: ReadonlySet<string>;
  /** When the blocks were read, by this machine's clock. */
  readonly readAt: Instant;
}

/** Pods come and go while all is read: what is younger than this (ms) may be in one of the two alone. */
const young = 120_000;

/** Compares the blocks with the pods of the whole cluster. */
export function addressLeaks(
  pools: readonly CalicoPool[],
  blocks: readonly AddressBlock[],
  { pods, podNamed, nodes, readAt }: AddressWorld,
): AddressLeaks {
  const find = poolFinder(pools);
  const recorded = new Set<string>();
  for (const block of blocks) for (const { address } of block.given) recorded.add(addressKey(address) ?? address);
  const unrecorded: { pod: string; address: string }[] = [];
  const outside: { pod: string; address: string }[] = [];
  for (const { namespace, name, addresses, createdAt } of pods) {
    if (readAt - createdAt < young) continue;
    for (const address of addresses) {
      if (recorded.has(addressKey(address) ?? address)) continue;
      const pool = find(address);
      (pool === undefined ? outside : unrecorded).push({ pod: `${namespace}/${name}`, address });
    }
  }
  const leaked = blocks.flatMap(({ given }) =>
    given.flatMap((one) => {
      const since = instantOf(one.since);
      if (since !== undefined && readAt - since < young) return [];
      const why = whyLeaked(one, podNamed, nodes);
      return why === undefined ? [] : [{ ...one, why }];
    }),
  );
  return { leaked, unrecorded, outside };
}

/** Calico writes Go's spelling, '2026-11-23 09:00:00.1 +0000 UTC'. */
function instantOf(text: string | undefined): Instant | undefined {
  const at = Date.parse(text?.replace(/ \+0000 UTC.*$/, 'Z').replace(' ', 'T') ?? '');
  return Number.isNaN(at) ? undefined : at;
}

function whyLeaked(
  { address, holder, node }: GivenAddress,
  podNamed: AddressWorld['podNamed'],
  nodes: ReadonlySet<string>,
): string | undefined {
  if (holder.kind === 'tunnel')
    return node === '' || nodes.has(node) ? undefined : `the tunnel of ${node}, a node that is gone`;
  if (holder.kind !== 'pod') return undefined;
  const pod = `${holder.namespace}/${holder.name}`;
  const addresses = podNamed(holder.namespace, holder.name)?.addresses;
  if (addresses === undefined) return `${pod}, a pod that is gone`;
  // A pod without an address yet has just been given it.
  if (addresses.length === 0 || addresses.some((one) => addressKey(one) === addressKey(address))) return undefined;
  return `${pod}, which has ${addresses.join(' and ')}`;
}
