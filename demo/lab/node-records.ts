import type { ClusterObjects } from '../backend.ts';
import type { FaultEffect } from '../faults/types.ts';
import type { JournalEntry } from '../node/journal.ts';
import { Journals } from '../node/journals.ts';
import { podSandbox, type Sandbox } from '../node/sandbox.ts';
import { cniPlans } from '../world/cni/plans.ts';
import type { World } from '../world/types.ts';
import { networkNamespaceOf, podId } from './cluster-model.ts';
import type { Sandbox as LabSandbox } from './sandbox.ts';
import { journalScript, sandboxesScript } from './scripts/node-programs.ts';
import type { Wire } from './wire.ts';

/** What crictl and journalctl of the nodes read: written down as pods and faults come and go. */
export class NodeRecords {
  readonly #lab: LabSandbox;
  readonly #journals: Journals;
  /** By node and the pod's id in the lab. */
  readonly #sandboxes: ReadonlyMap<string, Map<string, Sandbox>>;
  /** The nodes' first lines are still to be written. */
  #isNew = true;

  constructor(world: World, lab: LabSandbox) {
    this.#lab = lab;
    const { podDevice } = cniPlans[world.cni].overlay;
    this.#journals = new Journals(world, (pod) =>
      podDevice(pod.metadata.namespace ?? '', pod.metadata.name, podId(pod)),
    );
    this.#sandboxes = new Map(world.nodes.map(({ name }) => [name, new Map()]));
  }

  /** Takes note of the pods that are on the wire now. */
  async follow({ pods }: ClusterObjects, wire: Wire): Promise<void> {
    const placed = pods.flatMap((pod) => {
      const place = wire.find(podId(pod));
      return place === undefined ? [] : [{ object: pod, ...place }];
    });
    const scripts: string[] = [];
    for (const [node, known] of this.#sandboxes) {
      const here = placed.filter(({ pod }) => pod.node.name === node);
      const added = here.filter(({ pod }) => !known.has(pod.id));
      const gone = [...known.keys()].filter((id) => !here.some(({ pod }) => pod.id === id));
      if (added.length === 0 && gone.length === 0) continue;
      for (const id of gone) known.delete(id);
      const made = added.map(({ object, pod, holder }) => {
        const networkPath = `/var/run/netns/${networkNamespaceOf(pod)}`;
        const sandbox = podSandbox(object, { networkPath, pid: holder });
        known.set(pod.id, sandbox);
        return sandbox;
      });
      scripts.push(sandboxesScript(node, [...known.values()], made));
    }
    const said = this.#journals.follow(placed.map(({ object }) => object));
    scripts.push(...this.#journalScripts(this.#isNew ? this.#all() : said));
    this.#isNew = false;
    await this.#run(scripts);
  }

  /** Takes note of a fault. */
  async effects(effects: readonly FaultEffect[], on: boolean): Promise<void> {
    await this.#run(effects.flatMap((effect) => this.#journalScripts(this.#journals.effect(effect, on))));
  }

  #all(): ReadonlyMap<string, readonly JournalEntry[]> {
    return new Map([...this.#sandboxes.keys()].map((node) => [node, this.#journals.of(node)]));
  }

  #journalScripts(said: ReadonlyMap<string, readonly JournalEntry[]>): string[] {
    return [...said].map(([node, entries]) => journalScript(node, entries));
  }

  async #run(scripts: readonly string[]): Promise<void> {
    if (scripts.length > 0) await this.#lab.run(scripts.join('\n'));
  }
}
