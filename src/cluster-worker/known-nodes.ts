import type { KnownNode, KnownNodes } from '../contracts/node.ts';
import type { NodeRecord } from '../inventory/records.ts';
import type { ContextSession } from './context-session.ts';
import type { FromWorker } from './protocol.ts';
import { isSettled } from './view-needs.ts';

/** Tells the UI thread which nodes there are, from when it wants to know, whenever that has changed. */
export class KnownNodesTeller {
  readonly #session: () => ContextSession;
  readonly #named: readonly string[] | undefined;
  readonly #post: (message: FromWorker) => void;
  #wanted = false;
  #told = '';

  constructor(
    session: () => ContextSession,
    named: readonly string[] | undefined,
    post: (message: FromWorker) => void,
  ) {
    this.#session = session;
    this.#named = named;
    this.#post = post;
  }

  /** They are wanted from now on; told at once where they are known. */
  want(): void {
    this.#wanted = true;
    this.#told = '';
    this.changed();
  }

  /** Something may have changed. */
  changed(): void {
    if (!this.#wanted) return;
    const session = this.#session();
    // The heartbeat of a node changes its record, and nothing that is told here.
    const known = knownNodes(session, this.#named);
    if (known === undefined) return;
    const text = JSON.stringify({ ...known, asOf: known.source === 'cluster' ? 0 : known.asOf });
    if (text === this.#told) return;
    this.#told = text;
    this.#post({ type: 'known-nodes', known });
  }
}

/** The nodes as they are known now; undefined while that is not settled. */
function knownNodes(session: ContextSession, named: readonly string[] | undefined): KnownNodes | undefined {
  const { nodes } = session.inventory;
  if (named !== undefined) {
    const nothing: Omit<KnownNode, 'name'> = { addresses: [], podCidrs: [], annotations: {} };
    return {
      nodes: named.map((name) => {
        const record = nodes.byName('', name);
        return record === undefined ? { name, ...nothing } : knownNode(record);
      }),
      source: 'named',
      asOf: undefined,
    };
  }
  const freshness = session.freshness('nodes');
  if (!isSettled(freshness)) return undefined;
  return {
    nodes: Array.from(nodes.values(), knownNode).sort((a, b) => (a.name < b.name ? -1 : 1)),
    source: freshness.state === 'live' ? 'cluster' : 'saved',
    asOf: 'asOf' in freshness ? freshness.asOf : undefined,
  };
}

function knownNode({ name, addresses, podCidrs, annotations }: NodeRecord): KnownNode {
  return { name, addresses, podCidrs, annotations };
}
