import type { ContainerTarget } from '../../../src/contracts/cluster.ts';
import type { HostKeyDesk, KnownNodes, NodeDesk, OfferedHostKey } from '../../../src/contracts/node.ts';
import { createStore, type WritableStore } from '../../../src/store/create-store.ts';
import { nodeRows, noon } from './fake-rows.ts';

/** A node desk in memory: every node is reached, nothing can be run there. */
export interface FakeNodes extends NodeDesk {
  readonly known: WritableStore<KnownNodes>;
  readonly hostKeys: { readonly offered: WritableStore<readonly OfferedHostKey[]> } & HostKeyDesk;
  /** The host keys that the operator trusted. */
  readonly trusted: readonly OfferedHostKey[];
  readonly adopted: { readonly node: string; readonly pod: ContainerTarget }[];
}

/** The nodes of the fake cluster. */
export function createFakeNodes(): FakeNodes {
  const offered = createStore<readonly OfferedHostKey[]>([]);
  const trusted: OfferedHostKey[] = [];
  const trust = (key: OfferedHostKey): void => {
    trusted.push(key);
    offered.update((keys) => keys.filter((one) => one !== key));
  };
  const adopted: { readonly node: string; readonly pod: ContainerTarget }[] = [];
  return {
    known: createStore<KnownNodes>({
      nodes: nodeRows.map(({ record: { name, addresses, podCidrs, annotations } }) => ({
        name,
        addresses,
        podCidrs,
        annotations,
      })),
      source: 'cluster',
      asOf: noon,
    }),
    adopted,
    hostKeys: { offered, trust },
    trusted,
    runner: () => {
      throw new Error('the fake nodes run nothing');
    },
    way: async (node) => ({
      transport: 'ssh2',
      place: { kind: 'node', text: `node ${node} over ssh` },
      reason: 'ssh2 can do everything that is set for this host.',
      sees: 'host',
    }),
    adopt: (node, pod) => void adopted.push({ node, pod }),
  };
}
