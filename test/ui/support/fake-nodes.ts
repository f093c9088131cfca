import type { ContainerTarget } from '../../../src/contracts/cluster.ts';
import type { KnownNodes, NodeDesk } from '../../../src/contracts/node.ts';
import { createStore, type WritableStore } from '../../../src/store/create-store.ts';
import { nodeRows, noon } from './fake-rows.ts';

/** A node desk in memory: every node is reached, nothing can be run there. */
export interface FakeNodes extends NodeDesk {
  readonly known: WritableStore<KnownNodes>;
  readonly adopted: { readonly node: string; readonly pod: ContainerTarget }[];
}

/** The nodes of the fake cluster. */
export function createFakeNodes(): FakeNodes {
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
