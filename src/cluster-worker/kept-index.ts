import type { Duration, Instant } from '../contracts/time.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Clock } from '../kube/clock.ts';
import { indexing, type PolicyIndex, updating } from '../policy/index/policy-index.ts';
import { namespaceLabels } from '../policy/live/snapshot.ts';
import type { PodParty } from '../policy/model/party.ts';
import type { PolicyProgram } from '../policy/model/policy.ts';
import type { PolicySnapshot } from '../policy/model/snapshot.ts';
import type { Pieces } from '../policy/pieces.ts';
import { inPieces } from './in-pieces.ts';
import { noParties, podParties, type PodParties } from './pod-parties.ts';

/** Unasked for that long, an index is let go: in a large cluster it is a hundred megabytes. */
const keptFor: Duration = 60_000;
/** An index that took a second to make holds for nine, while only pods come and go. */
const restFactor = 9;

/** Where an index is made from, and who wants to know of it. */
export interface IndexSource {
  readonly inventory: Inventory;
  readonly clock: Clock;
  readonly program: () => PolicyProgram;
  readonly snapshot: (pods: readonly PodParty[]) => PolicySnapshot;
  /** How well the policies are known, as text: an index over what was known otherwise does not hold. */
  readonly knowledge: () => string;
  /** The index has been let go. */
  readonly released: () => void;
  /** Called between the pieces of work; until the next turn of the event loop unless given. */
  readonly rest?: () => Promise<void>;
}

interface Held extends PodParties {
  readonly index: PolicyIndex;
  readonly program: PolicyProgram;
  readonly versions: Versions;
  readonly at: Instant;
  readonly took: Duration;
}

interface Versions {
  readonly pods: number;
  readonly nodes: number;
  readonly namespaces: number;
  readonly knowledge: string;
}

/** The index of a cluster's policies: made when it is asked for, in pieces, kept while it holds, let go when nobody asks. */
export class KeptIndex {
  readonly #source: IndexSource;
  #held: Held | undefined;
  #making: Promise<PolicyIndex> | undefined;
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(source: IndexSource) {
    this.#source = source;
  }

  /** An index that holds now, or that was begun after the question came. */
  async get(): Promise<PolicyIndex> {
    this.#wanted();
    if (this.#making !== undefined) await this.#making.catch(() => {});
    const held = this.#held;
    if (held !== undefined && this.#holds(held)) return held.index;
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined;
      this.#wanted();
    });
    return this.#making;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#held = undefined;
  }

  #wanted(): void {
    this.#cancel?.();
    if (this.#stopped) return;
    this.#cancel = this.#source.clock.after(keptFor, () => {
      this.#held = undefined;
      this.#source.released();
    });
  }

  #holds({ program, versions, at, took }: Held): boolean {
    const { clock } = this.#source;
    const now = this.#versions();
    if (program !== this.#source.program() || versions.namespaces !== now.namespaces) return false;
    if (versions.knowledge !== now.knowledge) return false;
    if (versions.pods === now.pods && versions.nodes === now.nodes) return true;
    return clock.now() - at < took * restFactor;
  }

  #versions(): Versions {
    const { inventory, knowledge } = this.#source;
    const { pods, nodes, namespaces } = inventory;
    return { pods: pods.version, nodes: nodes.version, namespaces: namespaces.version, knowledge: knowledge() };
  }

  async #make(): Promise<PolicyIndex> {
    const { clock, program, rest } = this.#source;
    const began = clock.now();
    const basis = { versions: this.#versions(), program: program() };
    const made = await inPieces(this.#work(basis.program, this.#held), rest);
    const at = clock.now();
    if (!this.#stopped) this.#held = { ...basis, ...made, at, took: at - began };
    return made.index;
  }

  *#work(program: PolicyProgram, before: Held | undefined): Pieces<PodParties & { readonly index: PolicyIndex }> {
    const { inventory } = this.#source;
    // Of one moment: what changes while they are worked on is for the next index.
    const records = [...inventory.pods.values()];
    const namespaces = namespaceLabels(inventory);
    const pods = yield* podParties(records, namespaces, before ?? noParties);
    const snapshot = this.#source.snapshot(pods.parties);
    const index =
      before === undefined ? yield* indexing(program, snapshot) : yield* updating(before.index, program, snapshot);
    return { ...pods, index };
  }
}
