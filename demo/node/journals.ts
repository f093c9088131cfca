import type { FaultEffect } from '../faults/types.ts';
import { asRecord } from '../world/fields.ts';
import type { KubernetesObject, World } from '../world/types.ts';
import { effectEntries, type JournalEntry, podRemoved, podStarted, startEntries, type VethOf } from './journal.ts';

const day = 86_400_000;
/** A demo that runs for days, with pods that come and go, keeps this many lines for each node. */
const kept = 5000;

/** The journals of all nodes: what was said so far, told from pods and faults as they come and go. */
export class Journals {
  readonly #entries: Map<string, JournalEntry[]>;
  readonly #pods = new Map<string, { readonly pod: KubernetesObject; readonly node: string; readonly port: number }>();
  readonly #vethOf: VethOf;
  readonly #now: () => number;
  #port = 0;

  constructor(world: World, vethOf: VethOf, now: () => number = Date.now) {
    this.#vethOf = vethOf;
    this.#now = now;
    this.#entries = new Map(world.nodes.map((node) => [node.name, [...startEntries(node, now() - 12 * day)]]));
  }

  /** What a node said, the oldest first. */
  of(node: string): readonly JournalEntry[] {
    return this.#entries.get(node) ?? [];
  }

  /** Takes note of the pods that are there now; answers with what was said about that, by node. */
  follow(pods: readonly KubernetesObject[]): ReadonlyMap<string, readonly JournalEntry[]> {
    const said = new Map<string, JournalEntry[]>();
    const say = (node: string, entries: readonly JournalEntry[]): void => {
      said.set(node, [...(said.get(node) ?? []), ...entries]);
    };
    const there = new Map(pods.map((pod) => [keyOf(pod), pod]));
    for (const [key, { pod, node, port }] of this.#pods) {
      if (there.has(key)) continue;
      this.#pods.delete(key);
      say(node, podRemoved(pod, this.#vethOf, port, this.#now()));
    }
    for (const [key, pod] of there) {
      const node = asRecord(pod['spec'])['nodeName'];
      if (this.#pods.has(key) || typeof node !== 'string' || !this.#entries.has(node)) continue;
      this.#port += 1;
      this.#pods.set(key, { pod, node, port: this.#port });
      say(node, podStarted(pod, this.#vethOf, this.#port));
    }
    return this.#keep(said);
  }

  /** Takes note of a fault's effect; answers with what was said about that, by node. */
  effect(effect: FaultEffect, on: boolean): ReadonlyMap<string, readonly JournalEntry[]> {
    const entries = effectEntries(effect, on, this.#now());
    return 'node' in effect && entries.length > 0 ? this.#keep(new Map([[effect.node, entries]])) : new Map();
  }

  #keep(said: ReadonlyMap<string, readonly JournalEntry[]>): ReadonlyMap<string, readonly JournalEntry[]> {
    const inOrder = new Map<string, readonly JournalEntry[]>();
    for (const [node, entries] of said) {
      const sorted = entries.toSorted((left, right) => left.at - right.at);
      inOrder.set(node, sorted);
      const known = this.#entries.get(node);
      known?.push(...sorted);
      known?.splice(0, known.length - kept);
    }
    return inOrder;
  }
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace}/${metadata.name}/${metadata.uid ?? ''}`;
}
