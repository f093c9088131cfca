import type { CniSummary } from '../cni/summary.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { PodRecord } from '../inventory/records.ts';
import { compileProgram } from '../policy/compile-program.ts';
import { enforcementOf } from '../policy/live/enforcement.ts';
import type { SnapshotExtent } from '../policy/live/snapshot.ts';
import type { PolicyProgram } from '../policy/model/policy.ts';
import type { PolicySnapshot } from '../policy/model/snapshot.ts';

/** Keeps the policies of a cluster compiled. Asking costs next to nothing while nothing changed that they rest on. */
export class ProgramKeeper {
  readonly #inventory: Inventory;
  readonly #snapshot: (extent: SnapshotExtent) => PolicySnapshot;
  #compiled: { readonly basis: string; readonly program: PolicyProgram } | undefined;
  #accounts: { readonly version: number; readonly pods: readonly PodRecord[]; readonly names: string } | undefined;
  #services: { readonly version: number; readonly named: boolean } | undefined;

  constructor(inventory: Inventory, snapshot: (extent: SnapshotExtent) => PolicySnapshot) {
    this.#inventory = inventory;
    this.#snapshot = snapshot;
  }

  /** The policies as this CNI reads them. */
  program(cni: CniSummary | undefined): PolicyProgram {
    const { networkpolicies, policyobjects, configmaps } = this.#inventory;
    const enforcement = enforcementOf(cni, configmaps.byName('kube-system', 'cilium-config')?.data);
    const { name, others, extent } = this.#surroundings(enforcement.cni);
    const basis = JSON.stringify([
      name,
      networkpolicies.version,
      policyobjects.version,
      { ...enforcement, ciliumCidrMatch: [...enforcement.ciliumCidrMatch] },
      others,
    ]);
    if (this.#compiled?.basis !== basis) this.#compiled = { basis, program: compileProgram(this.#snapshot(extent())) };
    return this.#compiled.program;
  }

  /**
   * What policies compile with beside themselves. NetworkPolicies alone need nothing; those of other dialects name namespaces,
   * service accounts and nodes, and Cilium reads all of them in its own way. Services change with every pod, and few name any.
   */
  #surroundings(cni: string | undefined): {
    readonly name: string;
    readonly others: unknown;
    readonly extent: () => SnapshotExtent;
  } {
    const { policyobjects, namespaces, nodes, services, endpointslices } = this.#inventory;
    if (policyobjects.size === 0 && cni !== 'cilium')
      return { name: 'alone', others: [], extent: () => ({ pods: [], services: [] }) };
    const { pods, names } = this.#serviceAccounts();
    const named = this.#namesServices();
    return {
      name: 'among others',
      others: [namespaces.version, nodes.version, names, ...(named ? [services.version, endpointslices.version] : [])],
      extent: () => ({ pods, services: named ? services.values() : [] }),
    };
  }

  #namesServices(): boolean {
    const { policyobjects } = this.#inventory;
    if (this.#services?.version !== policyobjects.version) {
      const named = [...policyobjects.values()].some(({ spec, specs }) =>
        /"(?:toS|s)ervices"/.test(JSON.stringify([spec, specs])),
      );
      this.#services = { version: policyobjects.version, named };
    }
    return this.#services.named;
  }

  /** One pod of each service account: names of these are all that policies compile with of pods. */
  #serviceAccounts(): { readonly pods: readonly PodRecord[]; readonly names: string } {
    const { pods } = this.#inventory;
    if (this.#accounts?.version !== pods.version) {
      const first = new Map<string, Map<string, PodRecord>>();
      for (const pod of pods.values()) {
        let known = first.get(pod.namespace);
        if (known === undefined) first.set(pod.namespace, (known = new Map()));
        if (!known.has(pod.serviceAccount)) known.set(pod.serviceAccount, pod);
      }
      const found = [...first.values()].flatMap((accounts) => [...accounts.values()]);
      const names = found.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`).sort();
      this.#accounts = { version: pods.version, pods: found, names: names.join(' ') };
    }
    return this.#accounts;
  }
}
