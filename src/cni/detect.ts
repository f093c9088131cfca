import { type Inventory, isFinished } from '../inventory/inventory.ts';
import type { DaemonSetRecord, PodRecord } from '../inventory/records.ts';
import { flannelBackend, imageTag } from './configuration.ts';
import { enforcement } from './enforcement.ts';
import { type CniKind, cniKinds } from './kinds.ts';
import type { CniAgent, CniSummary } from './summary.ts';

/** What the objects say about the cluster's CNI. Pure. */
export function detectCni(inventory: Inventory): CniSummary {
  const sets = [...inventory.daemonsets.values()];
  const found = cniKinds.flatMap((kind) => {
    const set = mainSet(sets.filter((one) => kind.matches(one)));
    return set === undefined ? [] : [{ kind, set }];
  });
  // The parts of Canal are told by themselves too; it is one thing all the same.
  const separate = found.filter(({ set }, index) => found.findIndex((other) => other.set === set) === index);
  const [main] = separate;
  const policy = enforcement(
    separate.map((one) => one.kind.name),
    sets,
    main && dataOf(main.set, 'cilium-config', inventory),
  );
  const traces = cniKinds
    .filter((kind) => !found.some((one) => one.kind === kind))
    .flatMap((kind) => traceOf(kind, inventory));
  if (main === undefined) {
    const embedded = annotatedFlannelBackend(inventory);
    if (embedded !== undefined) return embeddedFlannel(embedded, traces, inventory);
    return unseenCni(traces, policy.remarks, inventory);
  }
  const { kind, set } = main;
  const others = separate.slice(1).map((one) => `${one.kind.name} (${one.set.namespace}/${one.set.name})`);
  return {
    name: kind.name,
    version: versionOf(set, kind),
    backend: backendOf(kind, set, inventory),
    namespace: set.namespace,
    daemonSet: { name: set.name, desired: set.desired, ready: set.ready },
    enforcesPolicies: policy.enforces,
    remarks: [
      ...policy.remarks,
      ...(others.length > 0 ? [`Beside it there is ${others.join(', ')}.`] : []),
      ...traces.filter((trace) => !belongsTo(trace, kind.name)).map(leftWords),
    ],
    agents: agentsOf(set, kind, inventory),
  };
}

/** One of several that fit (flannel once had one for each processor architecture): the one that is to run on most nodes. */
function mainSet(sets: readonly DaemonSetRecord[]): DaemonSetRecord | undefined {
  return sets.toSorted((one, other) => other.desired - one.desired)[0];
}

/** What tells of a CNI whose DaemonSet is not there. */
interface Trace {
  readonly name: string;
  /** 'API group cilium.io', 'configmap kube-system/cilium-config' */
  readonly what: readonly string[];
}

function traceOf({ name, groups, configMaps }: CniKind, { apiGroups, configmaps }: Inventory): readonly Trace[] {
  const what = [
    ...groups.filter((group) => apiGroups.has(group)).map((group) => `API group ${group}`),
    ...[...configmaps.values()]
      .filter((one) => configMaps.includes(one.name))
      .map((one) => `configmap ${one.namespace}/${one.name}`),
  ];
  return what.length === 0 ? [] : [{ name, what }];
}

/** Canal has the API groups of Calico and may have flannel's ConfigMap. */
function belongsTo({ name }: Trace, main: string): boolean {
  return main === 'canal' && (name === 'calico' || name === 'flannel');
}

function leftWords({ name, what }: Trace): string {
  return `${what.join(', ')} of ${name} ${what.length === 1 ? 'is' : 'are'} there, its DaemonSet is not: perhaps left over.`;
}

/** No DaemonSet that is known. What else tells of a CNI may be left over: that is said, and no CNI taken for found. */
function unseenCni(traces: readonly Trace[], remarks: readonly string[], inventory: Inventory): CniSummary {
  const what = traces.map((trace) => `${trace.what.join(', ')} (${trace.name})`).join('; ');
  return {
    name: 'unknown',
    version: undefined,
    backend: undefined,
    namespace: undefined,
    daemonSet: undefined,
    enforcesPolicies: 'unknown',
    remarks: [
      traces.length === 0
        ? 'No DaemonSet of a CNI that plumbline knows was found.'
        : `No DaemonSet of a CNI that plumbline knows was found, only ${what}.`,
      ...remarks,
    ],
    agents: agentsOf(undefined, undefined, inventory),
  };
}

/** k3s and its kin run flannel within their own agent: no DaemonSet, but its annotations are on the nodes. */
function embeddedFlannel(backend: string, traces: readonly Trace[], inventory: Inventory): CniSummary {
  return {
    name: 'flannel',
    version: undefined,
    backend,
    namespace: undefined,
    daemonSet: undefined,
    enforcesPolicies: 'unknown',
    remarks: [
      'flannel has no DaemonSet here: it runs within the node agent, as in k3s, which brings its own policy controller unless that is switched off.',
      ...traces.map(leftWords),
    ],
    agents: agentsOf(undefined, undefined, inventory),
  };
}

function versionOf(set: DaemonSetRecord, kind: CniKind): string | undefined {
  const image = set.images.find((one) => kind.image.test(one)) ?? set.images[0];
  return image === undefined ? undefined : imageTag(image);
}

/** A ConfigMap that lies beside the DaemonSet or in kube-system; empty where there is none, or it may not be read. */
function dataOf(set: DaemonSetRecord, name: string, inventory: Inventory): Readonly<Record<string, string>> {
  const { configmaps } = inventory;
  return (configmaps.byName(set.namespace, name) ?? configmaps.byName('kube-system', name))?.data ?? {};
}

function backendOf(kind: CniKind, set: DaemonSetRecord, inventory: Inventory): string | undefined {
  const data = (name: string) => dataOf(set, name, inventory);
  switch (kind.name) {
    case 'flannel':
      return flannelBackend(data('kube-flannel-cfg')['net-conf.json']) ?? annotatedFlannelBackend(inventory);
    case 'canal':
      return flannelBackend(data('canal-config')['net-conf.json']) ?? annotatedFlannelBackend(inventory);
    case 'cilium': {
      const config = data('cilium-config');
      const mode = config['routing-mode'] ?? config['tunnel'];
      return mode === undefined || mode === 'tunnel' ? (config['tunnel-protocol'] ?? mode) : mode;
    }
    case 'calico':
      return data('calico-config')['calico_backend'];
    default:
      return undefined;
  }
}

/** flannel writes its backend on every node, also where its ConfigMap may not be read. */
function annotatedFlannelBackend(inventory: Inventory): string | undefined {
  for (const node of inventory.nodes.values()) {
    const backend = node.annotations['flannel.alpha.coreos.com/backend-type'];
    if (backend !== undefined) return backend;
  }
  return undefined;
}

function agentsOf(
  set: DaemonSetRecord | undefined,
  kind: CniKind | undefined,
  inventory: Inventory,
): readonly CniAgent[] {
  return [...inventory.nodes.values()]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map((node) => {
      const pods = [...inventory.podsOnNode(node.name)].filter((pod) => !isFinished(pod));
      const agent =
        set &&
        pods.find(
          (pod) => pod.namespace === set.namespace && pod.owner?.kind === 'DaemonSet' && pod.owner.name === set.name,
        );
      const container = agent && agentContainer(agent, kind);
      return {
        node: node.name,
        pod:
          agent === undefined || container === undefined
            ? undefined
            : { namespace: agent.namespace, name: agent.name, container },
        ready: agent?.ready ?? false,
        restarts: agent?.restarts ?? 0,
        podsOnNode: pods.filter((pod) => !pod.hostNetwork).length,
        podCidr: node.podCidrs[0],
      };
    });
}

function agentContainer(pod: PodRecord, kind: CniKind | undefined): string | undefined {
  const apps = pod.containers.filter((container) => container.role === 'app');
  return (apps.find((container) => kind?.image.test(container.image)) ?? apps[0])?.name;
}
