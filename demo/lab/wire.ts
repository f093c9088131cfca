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
import { labServices } from './services/service-model.ts';
import { serviceRules } from './services/service-rules.ts';

/** What the lab should hold; each map by an id that changes with anything that needs a new start. */
interface Desired {
  readonly pods: ReadonlyMap<string, LabPod>;
  readonly listeners: ReadonlyMap<string, Listener>;
  /** nftables scripts by network namespace and purpose. */
  readonly rules: ReadonlyMap<string, { readonly networkNamespace: string; readonly text: string }>;
  readonly names: string;
}

const nothing: Desired = { pods: new Map(), listeners: new Map(), rules: new Map(), names: '' };

/** Makes the lab's pods, servers, rules and names what the objects say; does only what changed since the last time. */
export class Wire {
  readonly #world: World;
  readonly #sandbox: Sandbox;
  readonly #holders = new Map<string, number>();
  #applied = nothing;

  constructor(world: World, sandbox: Sandbox) {
    this.#world = world;
    this.#sandbox = sandbox;
  }

  /** A pod and the process that holds its namespaces, as it is numbered inside; undefined when the pod is not there. */
  find(podId: string): { readonly pod: LabPod; readonly holder: number } | undefined {
    const pod = this.#applied.pods.get(podId);
    const holder = this.#holders.get(podId);
    return pod === undefined || holder === undefined ? undefined : { pod, holder };
  }

  /** Resolves with the ids of pods that are gone. */
  async apply(objects: ClusterObjects, effects: readonly FaultEffect[]): Promise<readonly string[]> {
    const desired = desire(this.#world, objects, effects);
    const applied = this.#applied;
    const removed = [...applied.pods.values()].filter(({ id }) => !desired.pods.has(id));
    const added = [...desired.pods.values()].filter(({ id }) => !applied.pods.has(id));
    const stopped = [...applied.listeners.values()].filter(
      (listener) => !desired.listeners.has(listenerId(listener)) && desired.pods.has(listener.pod.id),
    );
    const started = [...desired.listeners.values()].filter((listener) => !applied.listeners.has(listenerId(listener)));
    const rules = [...desired.rules].filter(([purpose, { text }]) => applied.rules.get(purpose)?.text !== text);
    const resolvers = [...applied.listeners.values()].filter(
      (listener) => listener.serves === 'dns' && desired.listeners.has(listenerId(listener)),
    );
    const script = [
      ...removed.map(removePodScript),
      startPodsScript(this.#world, added),
      ...stopped.map(stopListenerScript),
      sideBySide(rules.map(([, { networkNamespace, text }]) => feed(inNetwork(networkNamespace, 'nft -f -'), text))),
      desired.names === applied.names ? '' : namesScript(resolvers, desired.names),
      ...started.map(startListenerScript),
    ]
      .filter((part) => part !== '')
      .join('\n');
    if (script !== '') this.#remember(await this.#sandbox.run(script));
    for (const { id } of removed) this.#holders.delete(id);
    this.#applied = desired;
    return removed.map(({ id }) => id);
  }

  #remember(output: string): void {
    for (const [, id = '', pid] of output.matchAll(/^holder (\S+) (\d+)$/gm)) this.#holders.set(id, Number(pid));
  }
}

function desire(world: World, objects: ClusterObjects, effects: readonly FaultEffect[]): Desired {
  const pods = labPods(world, objects);
  const services = labServices(objects);
  const listeners = pods
    .flatMap(listenersOf)
    .filter((listener) => !effects.some((effect) => silences(effect, listener)));
  const rules = new Map<string, { networkNamespace: string; text: string }>();
  const translation = serviceRules(world, services);
  for (const node of world.nodes) {
    rules.set(`${node.name} services`, { networkNamespace: node.name, text: translation });
    rules.set(`${node.name} policies`, { networkNamespace: node.name, text: nodePolicyRules(node, pods, objects) });
  }
  for (const pod of pods) {
    if (pod.hostNetwork) continue;
    rules.set(`${pod.id} policies`, { networkNamespace: pod.id, text: podPolicyRules(pod, pods, objects) });
  }
  return {
    pods: new Map(pods.map((pod) => [pod.id, pod])),
    listeners: new Map(listeners.map((listener) => [listenerId(listener), listener])),
    rules,
    names: dnsRecords(services, pods),
  };
}

function silences(effect: FaultEffect, { pod, port }: Listener): boolean {
  if (effect.kind !== 'processes-stopped' && effect.kind !== 'listener-closed') return false;
  const meant = pod.namespace === effect.namespace && pod.name.startsWith(effect.podPrefix);
  return meant && (effect.kind === 'processes-stopped' || effect.port === port);
}
