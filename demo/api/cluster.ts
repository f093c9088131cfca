import type { Backend, ClusterObjects } from '../backend.ts';
import type { World } from '../world/types.ts';
import { PodAddresses } from './addresses.ts';
import { collectGarbage, finishNamespaces } from './controllers/collect.ts';
import type { Controller, ControlPlane, Troubles } from './controllers/controller.ts';
import { reconcileDeployments } from './controllers/deployments.ts';
import { reconcileEndpoints } from './controllers/endpoints.ts';
import { reconcileEndpointSlices } from './controllers/endpoint-slices.ts';
import { nextKubeletWork, runKubelets } from './controllers/kubelet.ts';
import { nextJobDeadline, reconcileJobs } from './controllers/jobs.ts';
import { reportReadiness } from './controllers/readiness.ts';
import { reconcileDaemonSets, reconcileReplicaSets, reconcileStatefulSets } from './controllers/replicas.ts';
import { reportWorkloads } from './controllers/workload-status.ts';
import { containerEnded } from './controllers/container-ends.ts';
import { listPods } from './controllers/pods.ts';
import { resourceOf, servedResources } from './resources/registry.ts';
import type { Resource } from './resources/resource.ts';
import { ContainerRuntime } from './runtime/container-runtime.ts';
import { ObjectStore } from './store.ts';

const controllers: readonly Controller[] = [
  finishNamespaces,
  collectGarbage,
  reconcileDeployments,
  reconcileReplicaSets,
  reconcileStatefulSets,
  reconcileDaemonSets,
  reconcileJobs,
  reportReadiness,
  reconcileEndpointSlices,
  reconcileEndpoints,
  reportWorkloads,
];

/** Controllers that contradict each other must not keep the demo busy for ever. */
const maximumRounds = 30;

/** The objects of the demo, the controllers that look after them, and the backend that makes the network follow. */
export class Cluster implements ControlPlane {
  readonly store: ObjectStore;
  readonly world: World;
  readonly backend: Backend;
  /** Every kind of object that the API serves. */
  readonly resources: readonly Resource[];
  readonly addresses: PodAddresses;
  readonly troubles: Troubles = { unreadyPods: new Set(), unreadyNodes: new Set() };
  readonly now = (): number => Date.now();
  #queue: Promise<unknown> = Promise.resolve();
  readonly runtime: ContainerRuntime;
  #kubeletTimer: { readonly at: number; readonly timer: NodeJS.Timeout } | undefined;
  #stopped = false;

  constructor(world: World, backend: Backend, store = new ObjectStore()) {
    this.world = world;
    this.backend = backend;
    this.store = store;
    this.resources = servedResources(world);
    this.addresses = new PodAddresses(world);
    this.runtime = new ContainerRuntime(backend, world, (end) => {
      if (!this.#stopped) this.#changeAlone(() => containerEnded(this, end));
    });
    for (const object of world.objects) store.put(resourceOf(object, this.resources).plural, object);
  }

  /** The objects that the backend looks at, as they are now. */
  get objects(): ClusterObjects {
    return {
      pods: this.store.list('pods'),
      namespaces: this.store.list('namespaces'),
      services: this.store.list('services'),
      endpointSlices: this.store.list('endpointslices'),
      networkPolicies: this.store.list('networkpolicies'),
    };
  }

  /**
   * Runs `write`, lets the controllers settle, and resolves with the write's result once the network is as the objects
   * say. Writes are done one after the other. Rejects with the write's own error, or with the backend's.
   */
  change<Result>(write: () => Result): Promise<Result> {
    const done = this.#queue.then(async () => {
      const before = this.store.revision;
      const result = write();
      if (this.store.revision !== before) this.#settle();
      if (this.store.revision !== before && !this.#stopped) {
        await this.backend.sync(this.objects);
        if (!this.#stopped) this.runtime.follow(listPods(this.store));
      }
      return result;
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Changes what goes wrong in the cluster; resolves like `change`. */
  changeTroubles(edit: (troubles: Troubles) => void): Promise<void> {
    return this.change(() => {
      edit(this.troubles);
      this.#settle();
    });
  }

  /** Ends the controllers; the backend is stopped by whoever started it. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#kubeletTimer?.timer);
    this.runtime.stop();
  }

  #settle(): void {
    for (let round = 0; round < maximumRounds; round++) {
      const before = this.store.revision;
      for (const controller of controllers) controller(this);
      if (this.store.revision === before) break;
    }
    this.#wakeKubelets();
  }

  #wakeKubelets(): void {
    const times = [nextKubeletWork(this), nextJobDeadline(this)].filter((time) => time !== undefined);
    const at = this.#stopped || times.length === 0 ? undefined : Math.min(...times);
    if (at === undefined || (this.#kubeletTimer !== undefined && this.#kubeletTimer.at <= at)) return;
    clearTimeout(this.#kubeletTimer?.timer);
    // Longer waits than Node's timers know are looked at again in between.
    const delay = Math.min(Math.max(0, at - this.now()), 2 ** 31 - 1);
    const timer = setTimeout(() => {
      this.#kubeletTimer = undefined;
      this.#changeAlone(() => {
        runKubelets(this);
        this.#settle();
      });
    }, delay);
    this.#kubeletTimer = { at, timer };
  }

  /** A change that nobody waits for. */
  #changeAlone(write: () => void): void {
    this.change(write).then(
      () => this.#wakeKubelets(),
      (error: unknown) => {
        process.stderr.write(`demo: the network did not follow the pods: ${String(error)}\n`);
      },
    );
  }
}
