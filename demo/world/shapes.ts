import type { KubernetesObject } from './types.ts';

/*
 * The parts of the objects' bodies that the demo itself reads and writes; everything else rides along untouched.
 * Field names and meanings are those of the Kubernetes API.
 */

export interface ContainerPort {
  name?: string;
  containerPort: number;
  protocol?: 'TCP' | 'UDP';
}

export interface Container {
  name: string;
  image: string;
  ports?: ContainerPort[];
  [key: string]: unknown;
}

export interface PodSpec {
  nodeName?: string;
  hostNetwork?: boolean;
  serviceAccountName?: string;
  containers: Container[];
  ephemeralContainers?: Container[];
  [key: string]: unknown;
}

export interface Condition {
  type: string;
  status: string;
  lastTransitionTime?: string;
  reason?: string;
  message?: string;
  [key: string]: unknown;
}

export interface ContainerStatus {
  name: string;
  ready: boolean;
  restartCount: number;
  image: string;
  state: Record<string, unknown>;
  [key: string]: unknown;
}

export interface PodStatus {
  phase?: string;
  podIP?: string;
  podIPs?: { ip: string }[];
  hostIP?: string;
  conditions?: Condition[];
  containerStatuses?: ContainerStatus[];
  ephemeralContainerStatuses?: ContainerStatus[];
  [key: string]: unknown;
}

export interface Pod extends KubernetesObject {
  kind: 'Pod';
  spec: PodSpec;
  status: PodStatus;
}

export interface Node extends KubernetesObject {
  kind: 'Node';
  spec: { podCIDR: string; unschedulable?: boolean; [key: string]: unknown };
  status: { addresses: { type: string; address: string }[]; conditions: Condition[]; [key: string]: unknown };
}

export interface PodTemplate {
  metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
  spec: PodSpec;
}

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** A Deployment, ReplicaSet, StatefulSet or DaemonSet. */
export interface Workload extends KubernetesObject {
  spec: { replicas?: number; selector: LabelSelector; template: PodTemplate; [key: string]: unknown };
  status: Record<string, unknown>;
}

export interface Job extends KubernetesObject {
  kind: 'Job';
  spec: {
    parallelism?: number;
    completions?: number;
    backoffLimit?: number;
    activeDeadlineSeconds?: number;
    suspend?: boolean;
    template: { metadata?: Partial<PodTemplate['metadata']>; spec: PodSpec };
    [key: string]: unknown;
  };
  status: Record<string, unknown>;
}

export interface ServicePort {
  name?: string;
  port: number;
  targetPort: number | string;
  nodePort?: number;
  protocol: 'TCP' | 'UDP';
}

export interface Service extends KubernetesObject {
  kind: 'Service';
  spec: {
    selector?: Record<string, string>;
    ports: ServicePort[];
    /** 'None' for a headless service; an ExternalName has none at all. */
    clusterIP?: string;
    type: string;
    [key: string]: unknown;
  };
}

export interface EndpointSlice extends KubernetesObject {
  kind: 'EndpointSlice';
  addressType: string;
  endpoints: {
    addresses: string[];
    conditions: { ready: boolean; serving: boolean; terminating: boolean };
    nodeName?: string;
    targetRef?: Record<string, string>;
  }[];
  ports: { name: string; port: number; protocol: string }[];
}
