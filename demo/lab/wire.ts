import type { ClusterObjects } from '../backend.ts';
import type { FaultEffect } from '../faults/types.ts';
import type { World } from '../world/types.ts';
import { type LabPod, labPods } from './cluster-model.ts';
import { nodePolicyRules, podPolicyRules } from './policy/policy-rules.ts';
import type { Sandbox } from './sandbox.ts';
import {
  type Listener,
  listenerId,
  listenersOf,
  namesScript,
  startListenerScript,
  stopListenerScript,
} from './scripts/listeners.ts';
import { removePodScript, startPodsScript } from './scripts/pods.ts';
import { feed, inNetwork, sideBySide } from './scripts/quote.ts';
import { dnsRecords } from './services/dns-records.ts';
import { type LabService, labServices } from './services/service-model.ts';
import { serviceRules } from './services/service-rules.ts';

type Rules = ReadonlyMap<string, { readonly networkNamespace: string; readonly text: string }>;

/**
 * Makes the lab's pods, servers, rules and names what the objects say; does only what changed since the last time.
 * Every step is remembered when it is done, so that after a failure the next call does what is still missing.
 */
export class Wire {
  readonly #world: World;
  readonly #sandbox: Sandbox;
  readonly #pods = new Map<string, { readonly pod: LabPod; readonly holder: number }>();
  readonly #listeners = new Map<string, Listener>();
  #rules: Rules = new Map();
  #names: string | undefined;

  constructor(world: World, sandbox: Sandbox) {
    this.#world = world;
    this.#sandbox = sandbox;
  }

  /** A pod and the process that holds its namespaces, as it is numbered inside; undefined when the pod is not there. */
  find(podId: string): { readonly pod: LabPod; readonly holder: number } | undefined {
    return this.#pods.get(podId);
  }

  /** Resolves with the ids of pods that are gone; rejects with the words of the program that failed. */
  async apply(objects: ClusterObjects, effects: readonly FaultEffect[]): Promise<readonly string[]> {
    const pods = labPods(this.#world, objects);
    const services = labServices(objects);
    const removed = await this.#removePods(pods);
    await this.#addPods(pods.filter(({ id }) => !this.#pods.has(id)));
    await this.#name(dnsRecords(services, pods));
    await this.#listen(
      pods.flatMap(listenersOf).filter((listener) => !effects.some((effect) => silences(effect, listener))),
    );
    await this.#rule(rulesOf(this.#world, pods, services, objects));
    return removed;
  }

  async #removePods(wanted: readonly LabPod[]): Promise<readonly string[]> {
    const ids = new Set(wanted.map(({ id }) => id));
    const leaving = [...this.#pods.values()].map(({ pod }) => pod).filter(({ id }) => !ids.has(id));
    await this.#run(leaving.map(removePodScript));
    for (const { id } of leaving) {
      this.#pods.delete(id);
      for (const [key, listener] of this.#listeners) if (listener.pod.id === id) this.#listeners.delete(key);
    }
    return leaving.map(({ id }) => id);
  }

  async #addPods(pods: readonly LabPod[]): Promise<void> {
    if (pods.length === 0) return;
    try {
      const output = await this.#sandbox.run(startPodsScript(this.#world, pods));
      for (const pod of pods) {
        const holder = Number(new RegExp(`^holder ${pod.id} (\\d+)$`, 'm').exec(output)?.[1]);
        if (Number.isNaN(holder)) throw new Error(`Pod ${pod.namespace}/${pod.name} did not come up: ${output}`);
        this.#pods.set(pod.id, { pod, holder });
      }
    } catch (error) {
      await this.#run(pods.map(removePodScript));
      throw error;
    }
  }

  async #name(names: string): Promise<void> {
    if (names === this.#names) return;
    await this.#run([
      namesScript(
        [...this.#listeners.values()].filter(({ serves }) => serves === 'dns'),
        names,
      ),
    ]);
    this.#names = names;
  }

  async #listen(listeners: readonly Listener[]): Promise<void> {
    const wanted = new Map(listeners.map((listener) => [listenerId(listener), listener]));
    const stopping = [...this.#listeners].filter(([id]) => !wanted.has(id));
    const starting = [...wanted].filter(([id]) => !this.#listeners.has(id));
    await this.#run([
      ...stopping.map(([, listener]) => stopListenerScript(listener)),
      ...starting.map(([, listener]) => startListenerScript(listener)),
    ]);
    for (const [id] of stopping) this.#listeners.delete(id);
    for (const [id, listener] of starting) this.#listeners.set(id, listener);
  }

  async #rule(rules: Rules): Promise<void> {
    const changed = [...rules].filter(([purpose, { text }]) => this.#rules.get(purpose)?.text !== text);
    const commands = changed.map(([, { networkNamespace, text }]) =>
      feed(inNetwork(networkNamespace, 'nft -f -'), text),
    );
    await this.#run(commands.length === 0 ? [] : [sideBySide(commands)]);
    this.#rules = rules;
  }

  async #run(scripts: readonly string[]): Promise<void> {
    if (scripts.length > 0) await this.#sandbox.run(scripts.join('\n'));
  }
}

/** The nftables scripts of every network namespace, by namespace and purpose. */
function rulesOf(
  world: World,
  pods: readonly LabPod[],
  services: readonly LabService[],
  objects: ClusterObjects,
): Rules {
  const rules = new Map<string, { networkNamespace: string; text: string }>();
  const translation = serviceRules(world, services);
  for (const node of world.nodes) {
    const networkNamespace = node.name;
    rules.set(`${node.name} services`, { networkNamespace, text: translation });
    rules.set(`${node.name} policies`, { networkNamespace, text: nodePolicyRules(node, pods, objects) });
  }
  for (const pod of pods) {
    if (pod.hostNetwork) continue;
    rules.set(`${pod.id} policies`, { networkNamespace: pod.id, text: podPolicyRules(pod, pods, objects) });
  }
  return rules;
}

function silences(effect: FaultEffect, { pod, port }: Listener): boolean {
  if (effect.kind !== 'processes-stopped' && effect.kind !== 'listener-closed') return false;
  const meant = pod.namespace === effect.namespace && pod.name.startsWith(effect.podPrefix);
  return meant && (effect.kind === 'processes-stopped' || effect.port === port);
}
