import type { Fact, NodeFacts } from '../contracts/node-facts.ts';

/**
 * Of more nodes than these the facts are not kept beyond their judgement: with every node's routes to every other they would
 * be gigabytes. Whoever opens a node then has it read anew.
 */
export const nodesKeptWhole = 100;

const notKept: Fact<never> = { known: false, why: 'of so many nodes it is not kept', from: undefined };

/** What is still needed of facts that were judged: that growth can be told the next time, and clocks be compared. */
export function lightFacts(facts: NodeFacts): NodeFacts {
  return {
    ...facts,
    devices: notKept,
    routes: notKept,
    rules: notKept,
    neighbours: notKept,
    forwarding: notKept,
    bridgePorts: notKept,
    settings: notKept,
    iptables: notKept,
    nft: notKept,
    listening: notKept,
    cniConfiguration: notKept,
    cniPlugins: notKept,
    offloads: notKept,
    raw: [],
  };
}
