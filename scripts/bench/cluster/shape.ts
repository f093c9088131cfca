/** How large a cluster is; everything else follows from these numbers. */
export interface ClusterShape {
  readonly pods: number;
  readonly nodes: number;
  readonly namespaces: number;
  /** Pods of each workload. */
  readonly replicas: number;
  /** Whether there are Deployments, Services and EndpointSlices for the workloads, or pods alone. */
  readonly services: boolean;
  /** NetworkPolicies; none unless told. */
  readonly policies?: number;
}

/** The size that Kubernetes itself is tested for: 150,000 pods on 5,000 nodes, 10,000 Services, dual-stack. */
export const largestShape: ClusterShape = {
  pods: 150_000,
  nodes: 5000,
  namespaces: 200,
  replicas: 15,
  services: true,
};

/** The same with as many NetworkPolicies and namespaces as policies are judged for. */
export const governedShape: ClusterShape = { ...largestShape, namespaces: 1000, policies: 5000 };

/** Pods and nothing else. */
export const podsAlone = (pods: number): ClusterShape => ({
  pods,
  nodes: 0,
  namespaces: 200,
  replicas: 5,
  services: false,
});

/** How many workloads there are. */
export const workloadsOf = (shape: ClusterShape): number => Math.ceil(shape.pods / shape.replicas);

/** The names and addresses around one pod; the same numbers give the same pod. */
export interface PodWords {
  readonly name: string;
  readonly namespace: string;
  readonly app: string;
  readonly uid: string;
  readonly ownerUid: string;
  readonly node: string;
  readonly hostIp: string;
  readonly ip: string;
  readonly ip6: string;
}

/** The pod in place `index`, replaced `generation` times so far. */
export function podWords(shape: ClusterShape, index: number, generation: number): PodWords {
  const workload = Math.floor(index / shape.replicas);
  const nodes = Math.max(500, shape.nodes);
  const node = (index + generation * 7) % nodes;
  const incarnation = (index * 2_654_435_761 + generation * 40_503_001) % 4_294_967_296;
  const tail = (index + generation * shape.pods) % 16_000_000;
  return {
    name: `service-${workload}-${templateHash}-${incarnation.toString(36).padStart(7, '0').slice(-5)}`,
    namespace: `team-${workload % shape.namespaces}`,
    app: `service-${workload}`,
    uid: uid(generation, index),
    ownerUid: uid(9000, workload),
    node: `node-${node}`,
    hostIp: nodeAddress(node),
    ip: `10.${(tail >> 16) & 255}.${(tail >> 8) & 255}.${tail & 255}`,
    ip6: `fd00:10:${(tail >> 16).toString(16)}::${(tail & 65_535).toString(16)}`,
  };
}

/** What a ReplicaSet adds to the names of its pods; the same for all here. */
export const templateHash = '7d4b9c6f58';

/** An address of a node in the hosts' network. */
export const nodeAddress = (node: number): string => `192.168.${Math.floor(node / 250)}.${(node % 250) + 1}`;

/** A uid that tells kinds and objects apart. */
export const uid = (kind: number, index: number): string =>
  `00000000-0000-4000-${String(kind % 10_000).padStart(4, '0')}-${String(index).padStart(12, '0')}`;
