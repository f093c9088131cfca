import type { ClusterObjects } from '../backend.ts';
import type { FaultEffect } from '../faults/types.ts';
import { cniPlans } from '../world/cni/plans.ts';
import type { World } from '../world/types.ts';
import type { Sandbox } from './sandbox.ts';
import { toolOutputScript } from './scripts/cni-tools.ts';

/** Keeps what the CNI's programs print on each node as the objects and the faults say. */
export class CniTools {
  readonly #world: World;
  readonly #lab: Sandbox;
  /** By node and words: what is written down. */
  readonly #written = new Map<string, string>();

  constructor(world: World, lab: Sandbox) {
    this.#world = world;
    this.#lab = lab;
  }

  async follow({ pods }: ClusterObjects, effects: readonly FaultEffect[]): Promise<void> {
    const { cni, nodes } = this.#world;
    // Times in the outputs are those of the last change, so that only changes are written.
    const now = Date.now();
    const scripts = nodes.flatMap((node) =>
      [...cniPlans[cni].toolOutputs({ node, nodes, pods, effects, now })].flatMap(([words, output]) => {
        const key = `${node.name} ${words}`;
        const script = toolOutputScript(node.name, words, output);
        const content = script.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '');
        if (this.#written.get(key) === content) return [];
        this.#written.set(key, content);
        return [script];
      }),
    );
    if (scripts.length > 0) await this.#lab.run(scripts.join('\n'));
  }
}
