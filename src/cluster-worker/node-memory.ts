import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../contracts/time.ts';
import { type SavedFor, savedNodesJson, savedNodesText } from '../inventory/saved-nodes.ts';
import type { Clock } from '../kube/clock.ts';
import type { ContextSession } from './context-session.ts';

/** Changes are written no more often than this. */
const writeEvery = 30_000;
/** The file tells until when the nodes were known to be these. */
const confirmEvery = 600_000;

/** What remembering the nodes of a context needs. */
export interface NodeMemoryParts {
  readonly session: ContextSession;
  /** Below it lies a file for each context. */
  readonly stateFolder: string;
  readonly clock: Clock;
}

/**
 * Remembers the nodes of a context: keeps them in a file while the API server tells them, and gives them back to the
 * session when it does not. A file that cannot be written or read is as none.
 */
export class NodeMemory {
  readonly #parts: NodeMemoryParts;
  #recalled = false;
  #writing = false;
  #written = '';
  #writtenAt: Instant = Number.NEGATIVE_INFINITY;
  #version = -1;

  constructor(parts: NodeMemoryParts) {
    this.#parts = parts;
  }

  /** Something has changed: what is to be kept is kept, what is wanted back is given. */
  look(): void {
    const { session } = this.#parts;
    const { whose } = session;
    if (whose === undefined) return;
    const freshness = session.freshness('nodes');
    if (freshness.state === 'live') {
      this.#keep(whose, freshness.asOf);
      return;
    }
    const failed = freshness.state === 'stale' || (freshness.state === 'waiting' && session.failure !== undefined);
    if (this.#recalled || !failed || session.inventory.nodes.size > 0) return;
    this.#recalled = true;
    void this.#recall(whose);
  }

  async #recall(whose: SavedFor): Promise<void> {
    const { session } = this.#parts;
    const text = await readFile(this.#file(whose), 'utf8').catch(() => '');
    // Whoever has an API server that answers never needs what reads the file.
    const { readSavedNodes } = await import('../inventory/read-saved-nodes.ts');
    const saved = readSavedNodes(text, whose);
    if (saved !== undefined) session.rememberNodes(saved);
  }

  #keep(whose: SavedFor, asOf: Instant): void {
    const { session, clock } = this.#parts;
    const since = clock.now() - this.#writtenAt;
    const { nodes } = session.inventory;
    if (this.#writing || since < writeEvery || (nodes.version === this.#version && since < confirmEvery)) return;
    this.#version = nodes.version;
    // Records change with every word of a kubelet; what is kept of them seldom does.
    const json = savedNodesJson([...nodes.values()]);
    if (json === this.#written && since < confirmEvery) return;
    this.#written = json;
    this.#writtenAt = clock.now();
    this.#writing = true;
    void this.#write(whose, savedNodesText(whose, asOf, json)).finally(() => {
      this.#writing = false;
    });
  }

  async #write(whose: SavedFor, text: string): Promise<void> {
    const file = this.#file(whose);
    const fresh = `${file}.${process.pid}.tmp`;
    try {
      await mkdir(join(this.#parts.stateFolder, 'nodes'), { recursive: true, mode: 0o700 });
      await writeFile(fresh, text, { mode: 0o600 });
      await rename(fresh, file);
    } catch {
      await rm(fresh, { force: true }).catch(() => {});
    }
  }

  #file({ context, server }: SavedFor): string {
    const name = createHash('sha256').update(`${context}\n${server}`).digest('hex').slice(0, 20);
    return join(this.#parts.stateFolder, 'nodes', `${name}.json`);
  }
}
