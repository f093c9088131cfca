import type { Machine } from '../container/machine.ts';
import { type NodeNetwork, nodeNetwork } from './node-network.ts';

/** The node's network where the programs are in it; undefined in a pod with a network of its own. */
export function networkHere(machine: Machine): NodeNetwork | undefined {
  const pod = machine.pod();
  const state = machine.state();
  const node = pod.hostNetwork ? state.nodeNamed(pod.node) : undefined;
  return node === undefined ? undefined : nodeNetwork(state, node);
}
