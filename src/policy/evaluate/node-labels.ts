import type { Labels } from '../../inventory/records.ts';
import type { NodeParty } from '../model/party.ts';

const byNodes = new WeakMap<readonly NodeParty[], ReadonlyMap<string, Labels>>();

/** Labels of nodes by name; undefined for a node that is not among them. */
export function nodeLabelsOf(nodes: readonly NodeParty[]): (node: string) => Labels | undefined {
  let labels = byNodes.get(nodes);
  if (labels === undefined) {
    labels = new Map(nodes.map((node) => [node.name, node.labels]));
    byNodes.set(nodes, labels);
  }
  const known = labels;
  return (node) => known.get(node);
}
