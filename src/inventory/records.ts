import type { Protocol } from '../contracts/endpoint.ts';
import type { Instant } from '../contracts/time.ts';

/*
 * Slim records of cluster objects: only the fields that plumbline uses, strings interned by the worker that made them.
 * Labels are shared frozen objects: equal label sets are the same reference.
 */

export type Labels = Readonly<Record<string, string>>;

export interface ObjectIdentity {
  readonly uid: string;
  readonly name: string;
  /** Empty for cluster-wide objects. */
  readonly namespace: string;
  readonly createdAt: Instant;
  readonly labels: Labels;
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly since: Instant | undefined;
}

export interface NodeRecord extends ObjectIdentity {
  readonly kind: 'node';
  readonly ready: 'True' | 'False' | 'Unknown';
  readonly unschedulable: boolean;
  readonly conditions: readonly Condition[];
  /** status.addresses as it stands there. */
  readonly addresses: readonly { readonly type: string; readonly address: string }[];
  readonly internalAddresses: readonly string[];
  readonly hostName: string;
  readonly podCidrs: readonly string[];
  readonly kubeletVersion: string;
  readonly osImage: string;
  readonly kernelVersion: string;
  readonly containerRuntime: string;
  readonly roles: readonly string[];
  /** Only annotations that CNIs write (flannel's backend data, Calico's addresses). */
  readonly annotations: Labels;
  /** Not told by the API server but kept from when it told last: how the node is now is not known. */
  readonly saved?: true;
}

export interface NamespaceRecord extends ObjectIdentity {
  readonly kind: 'namespace';
  readonly phase: string;
}

export interface ContainerRecord {
  readonly name: string;
  readonly image: string;
  readonly ready: boolean;
  readonly restarts: number;
  /** 'running', 'waiting: CrashLoopBackOff', 'terminated: Error'. */
  readonly state: string;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: Protocol }[];
  readonly role: 'app' | 'init' | 'ephemeral';
  /** An init container that runs as long as the pod does. */
  readonly sidecar?: true;
}

export interface PodRecord extends ObjectIdentity {
  readonly kind: 'pod';
  readonly node: string;
  readonly phase: string;
  /** As kubectl shows it: 'Running', 'CrashLoopBackOff', 'Terminating', 'Init:0/1'. */
  readonly status: string;
  readonly ready: boolean;
  readonly readyContainers: number;
  readonly restarts: number;
  readonly addresses: readonly string[];
  readonly hostNetwork: boolean;
  readonly serviceAccount: string;
  /** The controller that owns it; a ReplicaSet of a Deployment is shown as that Deployment. */
  readonly owner: { readonly kind: string; readonly name: string } | undefined;
  readonly containers: readonly ContainerRecord[];
  /** In rows only those that are not True; in a detail all of them. */
  readonly conditions: readonly Condition[];
  readonly deletedAt: Instant | undefined;
}

export interface ServiceRecord extends ObjectIdentity {
  readonly kind: 'service';
  readonly type: string;
  /** Empty for headless services. */
  readonly clusterAddresses: readonly string[];
  readonly externalName: string;
  /** externalIPs and those of its load balancer; absent where there are none. */
  readonly externalAddresses?: readonly string[];
  /** Only of services that the outside may reach. */
  readonly externalTrafficPolicy?: 'Local' | 'Cluster';
  readonly selector: Labels | undefined;
  readonly ports: readonly {
    readonly name: string;
    readonly port: number;
    readonly targetPort: number | string;
    readonly nodePort: number | undefined;
    readonly protocol: Protocol;
  }[];
}

export interface EndpointSliceRecord extends ObjectIdentity {
  readonly kind: 'endpointslice';
  readonly service: string;
  readonly addressType: string;
  readonly endpoints: readonly {
    readonly addresses: readonly string[];
    readonly ready: boolean;
    readonly serving: boolean;
    readonly terminating: boolean;
    readonly pod: string | undefined;
    readonly node: string | undefined;
  }[];
  readonly ports: readonly { readonly name: string; readonly port: number | undefined; readonly protocol: Protocol }[];
}

/** A NetworkPolicy; `spec` is the object's own spec, whole: the policy engine reads it. */
export interface PolicyRecord extends ObjectIdentity {
  readonly kind: 'policy';
  readonly spec: NetworkPolicySpec;
}

export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface NetworkPolicyPort {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

export interface NetworkPolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

/** networking.k8s.io/v1 NetworkPolicySpec. */
export interface NetworkPolicySpec {
  readonly podSelector?: LabelSelector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly {
    readonly from?: readonly NetworkPolicyPeer[];
    readonly ports?: readonly NetworkPolicyPort[];
  }[];
  readonly egress?: readonly {
    readonly to?: readonly NetworkPolicyPeer[];
    readonly ports?: readonly NetworkPolicyPort[];
  }[];
}

/**
 * A policy of another dialect than NetworkPolicy, or an object that such policies refer to (Tier, NetworkSet, CIDRGroup…);
 * its contents are the object's own: the policy engine reads them.
 */
export interface PolicyObjectRecord extends ObjectIdentity {
  readonly kind: 'policy-object';
  /** 'cilium.io/v2'. */
  readonly apiVersion: string;
  /** 'CiliumNetworkPolicy'. */
  readonly objectKind: string;
  readonly spec: unknown;
  /** Cilium's list of specs, where there is one. */
  readonly specs?: unknown;
}

export interface DaemonSetRecord extends ObjectIdentity {
  readonly kind: 'daemonset';
  readonly desired: number;
  readonly ready: number;
  readonly updated: number;
  readonly images: readonly string[];
  readonly selector: LabelSelector;
}

export interface DeploymentRecord extends ObjectIdentity {
  readonly kind: 'deployment';
  readonly desired: number;
  readonly ready: number;
  readonly available: number;
  readonly images: readonly string[];
  readonly selector: LabelSelector;
}

export interface EventRecord extends ObjectIdentity {
  readonly kind: 'event';
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly lastSeen: Instant;
  readonly about: { readonly kind: string; readonly namespace: string; readonly name: string; readonly uid: string };
}

/** Only ConfigMaps that matter to networking: CoreDNS, kube-proxy, the CNI's, kubeadm-config. */
export interface ConfigMapRecord extends ObjectIdentity {
  readonly kind: 'configmap';
  readonly data: Readonly<Record<string, string>>;
}

export type InventoryRecord =
  | NodeRecord
  | NamespaceRecord
  | PodRecord
  | ServiceRecord
  | EndpointSliceRecord
  | PolicyRecord
  | DaemonSetRecord
  | DeploymentRecord
  | EventRecord
  | ConfigMapRecord;
