import type { Cluster } from '../api/cluster.ts';
import { resourceOf } from '../api/resources/registry.ts';
import { StatusError } from '../api/wire/status.ts';
import { createObject } from '../api/write/create.ts';
import { faults } from '../faults/index.ts';
import type { Fault, FaultEffect } from '../faults/types.ts';
import type { ServedNodes } from '../ssh/serve-nodes.ts';
import type { KubernetesObject } from '../world/types.ts';

/** A fault as `demo faults` lists it on a running demo. */
export interface FaultState {
  readonly name: string;
  readonly title: string;
  readonly on: boolean;
}

/** Switches faults: what changes objects is done here, the rest by the backend. Switches are done one after the other. */
export class FaultSwitch {
  readonly #cluster: Cluster;
  readonly #nodes: Pick<ServedNodes, 'setCut'>;
  readonly #on = new Set<string>();
  #queue: Promise<unknown> = Promise.resolve();

  /** `nodes`: what a node's SSH server has to know of the node's network. */
  constructor(cluster: Cluster, nodes: Pick<ServedNodes, 'setCut'>) {
    this.#cluster = cluster;
    this.#nodes = nodes;
  }

  states(): FaultState[] {
    return faults.map(({ name, title }) => ({ name, title, on: this.#on.has(name) }));
  }

  /** Resolves when the cluster and its network are as wanted. Rejects with a sentence for a name that is no fault. */
  set(name: string, on: boolean): Promise<void> {
    const done = this.#queue.then(() => this.#set(name, on));
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #set(name: string, on: boolean): Promise<void> {
    const fault = this.#find(name);
    if (this.#on.has(name) === on) return;
    // A switch that fails half-way counts as on, so that switching off can be tried again.
    this.#on.add(name);
    await this.#cluster.backend.setFault(fault, on);
    for (const effect of fault.effects) await this.#apply(effect, on);
    if (!on) this.#on.delete(name);
  }

  #find(name: string): Fault {
    const fault = faults.find((candidate) => candidate.name === name);
    if (fault === undefined) {
      throw new Error(`There is no fault ${name}; there are ${faults.map((known) => known.name).join(', ')}.`);
    }
    const backend = this.#cluster.backend.name;
    if (!fault.backends.includes(backend)) {
      throw new Error(`Fault ${name} needs the ${fault.backends.join(' or ')} backend; this demo runs on ${backend}.`);
    }
    const { cni } = this.#cluster.world;
    if (fault.cnis !== undefined && !fault.cnis.includes(cni)) {
      throw new Error(`Fault ${name} needs a demo with --cni ${fault.cnis.join(' or ')}; this one has ${cni}.`);
    }
    return fault;
  }

  async #apply(effect: FaultEffect, on: boolean): Promise<void> {
    switch (effect.kind) {
      case 'create-object':
        await (on ? this.#create(effect.object) : this.#remove(effect.object));
        return;
      case 'pods-not-ready':
        await this.#cluster.changeTroubles(({ unreadyPods }) =>
          on ? unreadyPods.add(effect) : unreadyPods.delete(effect),
        );
        return;
      case 'node-not-ready':
        await this.#cluster.changeTroubles(({ unreadyNodes }) =>
          on ? unreadyNodes.add(effect) : unreadyNodes.delete(effect),
        );
        return;
      case 'underlay-cut':
        this.#nodes.setCut(effect.node, on);
        return;
      default:
    }
  }

  /** An object of that name that is there already stays as it is. */
  async #create(object: KubernetesObject): Promise<void> {
    const { store } = this.#cluster;
    const target = {
      resource: resourceOf(object, this.#cluster.resources),
      namespace: object.metadata.namespace,
      name: undefined,
      subresource: undefined,
    };
    await this.#cluster
      .change(() => createObject(store, target, object, { dryRun: false }))
      .catch((error: unknown) => {
        if (!(error instanceof StatusError) || error.status.reason !== 'AlreadyExists') throw error;
      });
  }

  /** An operator may have fixed the fault by deleting the object: nothing is left to do then. */
  async #remove(object: KubernetesObject): Promise<void> {
    const { namespace = '', name } = object.metadata;
    await this.#cluster.change(() =>
      this.#cluster.store.remove(resourceOf(object, this.#cluster.resources).plural, namespace, name),
    );
  }
}
