import type { Instant } from '../../contracts/time.ts';
import type { ContainerRecord, Labels, PodRecord } from '../records.ts';
import type { Interner } from './intern.ts';

/** What the replicas of a workload have in common while they are in the same state. */
type Common = Pick<
  PodRecord,
  | 'namespace'
  | 'labels'
  | 'phase'
  | 'status'
  | 'ready'
  | 'readyContainers'
  | 'restarts'
  | 'hostNetwork'
  | 'serviceAccount'
  | 'owner'
  | 'containers'
  | 'conditions'
  | 'deletedAt'
>;

/**
 * A pod as the inventory keeps it: a large cluster has as many of them as of everything else together, so each holds
 * only what is its own. It reads like any record; what leaves the thread is copied by `plainPod`.
 */
class PackedPod implements PodRecord {
  readonly uid: string;
  readonly name: string;
  readonly node: string;
  /** Seconds: the API tells no more, and a small number needs no object of its own. */
  readonly #createdAt: number;
  readonly #addresses: string;
  readonly #common: Common;

  constructor(pod: PodRecord, common: Common) {
    this.uid = pod.uid;
    this.name = pod.name;
    this.node = pod.node;
    this.#createdAt = pod.createdAt / 1000;
    this.#addresses = pod.addresses.join();
    this.#common = common;
  }

  get kind(): 'pod' {
    return 'pod';
  }

  get createdAt(): Instant {
    return this.#createdAt * 1000;
  }

  get addresses(): readonly string[] {
    return this.#addresses === '' ? [] : this.#addresses.split(',');
  }

  get namespace(): string {
    return this.#common.namespace;
  }

  get labels(): Labels {
    return this.#common.labels;
  }

  get phase(): string {
    return this.#common.phase;
  }

  get status(): string {
    return this.#common.status;
  }

  get ready(): boolean {
    return this.#common.ready;
  }

  get readyContainers(): number {
    return this.#common.readyContainers;
  }

  get restarts(): number {
    return this.#common.restarts;
  }

  get hostNetwork(): boolean {
    return this.#common.hostNetwork;
  }

  get serviceAccount(): string {
    return this.#common.serviceAccount;
  }

  get owner(): PodRecord['owner'] {
    return this.#common.owner;
  }

  get containers(): readonly ContainerRecord[] {
    return this.#common.containers;
  }

  get conditions(): PodRecord['conditions'] {
    return this.#common.conditions;
  }

  get deletedAt(): Instant | undefined {
    return this.#common.deletedAt;
  }
}

/** The pod with what it has in common with others shared. */
export function packPod(pod: PodRecord, interner: Interner): PodRecord {
  const { kind: _kind, uid: _uid, name: _name, node: _node, createdAt: _createdAt, addresses: _, ...common } = pod;
  // A pod that is not well, or leaving, is seldom like another one.
  if (!pod.ready || pod.conditions.length > 0 || pod.deletedAt !== undefined) return new PackedPod(pod, common);
  const { namespace, labels, phase, status, ready, hostNetwork, serviceAccount, owner, containers } = pod;
  const parts = [labels, containers, ...(owner === undefined ? [] : [owner])].map((one) => interner.number(one));
  const key = JSON.stringify(['pod', namespace, phase, status, ready, hostNetwork, serviceAccount, ...parts]);
  return new PackedPod(
    pod,
    interner.shared(key, () => Object.freeze(common)),
  );
}

/** The pod as a plain object, as it can be posted to another thread. */
export function plainPod(pod: PodRecord): PodRecord {
  return {
    kind: 'pod',
    uid: pod.uid,
    name: pod.name,
    namespace: pod.namespace,
    createdAt: pod.createdAt,
    labels: pod.labels,
    node: pod.node,
    phase: pod.phase,
    status: pod.status,
    ready: pod.ready,
    readyContainers: pod.readyContainers,
    restarts: pod.restarts,
    addresses: pod.addresses,
    hostNetwork: pod.hostNetwork,
    serviceAccount: pod.serviceAccount,
    owner: pod.owner,
    containers: pod.containers,
    conditions: pod.conditions,
    deletedAt: pod.deletedAt,
  };
}
