import type { Instant } from '../contracts/time.ts';
import type { NodeRecord } from './records.ts';

/** Whose nodes were saved: the uid of a cluster cannot be asked for while its API server does not answer. */
export interface SavedFor {
  readonly context: string;
  readonly server: string;
}

/** Nodes as the API server told them at `asOf`. */
export interface SavedNodes {
  readonly asOf: Instant;
  readonly nodes: readonly NodeRecord[];
}

/** What is kept of nodes, as JSON: who they are and how they are reached, not how they are. */
export function savedNodesJson(nodes: readonly NodeRecord[]): string {
  return JSON.stringify(
    nodes.map(({ kind: _kind, namespace: _namespace, ready: _ready, conditions: _conditions, ...node }) => node),
  );
}

/** The text of the file that keeps the nodes of a context. */
export function savedNodesText({ context, server }: SavedFor, asOf: Instant, nodesJson: string): string {
  const head = JSON.stringify({ version: 1, context, server, asOf });
  return `${head.slice(0, -1)},"nodes":${nodesJson}}\n`;
}
