/*
 * The demo's world: what exists before the first request. Objects are plain Kubernetes manifests; what a manifest
 * cannot say (which programs an image holds, who listens where) stands beside them.
 */

/** A Kubernetes object as it travels on the wire. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    generation?: number;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }[];
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

/** A machine of the cluster. Its pod network is flannel's: one /24 per node, VXLAN between nodes. */
export interface WorldNode {
  readonly name: string;
  /** Address on the underlay, 192.168.x.y inside the lab's own namespaces. */
  readonly address: string;
  /** '10.244.1.0/24'. */
  readonly podCidr: string;
  /** The VTEP's MAC, as flannel annotates it. */
  readonly vtepMac: string;
  /** The tunnel to the others; flannel's unless said otherwise. */
  readonly tunnel?: NodeTunnel;
}

/** A node's VXLAN device, and what of its pod network the others have a route to. */
export interface NodeTunnel {
  readonly device: string;
  readonly vni: number;
  readonly port: number;
  readonly route: string;
}

/** What an image can do. Programs not listed here are 'executable file not found', as in a distroless image. */
export interface WorldImage {
  readonly image: string;
  /**
   * Programs found in the image's PATH. The entry 'iputils' or 'busybox' says which family its ping, nc and nslookup
   * are of; the lab runs the real programs of this machine.
   */
  readonly programs: readonly string[];
  readonly shell: 'bash' | 'sh' | 'none';
  /** Programs of a CNI's own: what they print follows from the demo's state (world/cni). */
  readonly tools?: readonly string[];
  /**
   * What runs when a manifest says neither command nor args, and what args stand in for. Absent for an application's
   * image: its entrypoint is the application, which runs on and takes the args for itself.
   */
  readonly cmd?: readonly string[];
}

/** A socket that a container serves. */
export interface WorldListener {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
  /** http answers any GET with `bodyBytes` of text; dns answers cluster names; tcp accepts and says nothing. */
  readonly serves: 'http' | 'dns' | 'tcp';
  readonly bodyBytes?: number;
}

/** How one container behaves, found by namespace, pod name prefix and container name. */
export interface WorldContainer {
  readonly namespace: string;
  readonly podPrefix: string;
  readonly container: string;
  readonly image: WorldImage;
  readonly listeners: readonly WorldListener[];
  /**
   * Lines that `kubectl logs` shows; `every` seconds one more of `loop` is written, in turn. In a line `{iso}` stands
   * for the time of writing (RFC 3339) and `{klog}` for it as klog prints it ('1123 03:24:36.000000').
   */
  readonly logs: { readonly start: readonly string[]; readonly loop: readonly string[]; readonly every: number };
}

/** A kind of object that a CustomResourceDefinition adds to the API. */
export interface CustomResource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** The CNIs that the demo's world can have. */
export const cniNames = ['flannel', 'calico', 'cilium'] as const;
export type CniName = (typeof cniNames)[number];

export interface World {
  readonly cni: CniName;
  readonly customResources: readonly CustomResource[];
  /** uid of namespace kube-system: stable per world. */
  readonly clusterUid: string;
  readonly nodes: readonly WorldNode[];
  readonly serviceCidr: string;
  readonly dnsAddress: string;
  readonly objects: readonly KubernetesObject[];
  readonly containers: readonly WorldContainer[];
  /** Images that the registries hold beside those of `containers`. */
  readonly images: readonly WorldImage[];
}
