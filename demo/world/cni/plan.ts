import type { FaultEffect } from '../../faults/types.ts';
import type { Pod } from '../shapes.ts';
import type { CustomResource, KubernetesObject, WorldNode } from '../types.ts';
import type { WorkloadPlan } from '../workload.ts';

/** The tunnel between nodes, as the CNI makes it. */
export interface Overlay {
  /** Name of the VXLAN device. */
  readonly device: string;
  readonly vni: number;
  readonly port: number;
  /** What of a node's pod network the others have a route to. */
  readonly routeTo: (node: WorldNode) => string;
  /** Name of the node's end of a pod's cable. */
  readonly podDevice: (namespace: string, name: string, id: string) => string;
}

/** What a program of the CNI printed; `goesOn` for one that ends only when it is stopped. */
export interface ToolOutput {
  readonly stdout: string;
  readonly stderr?: string;
  readonly code?: number;
  readonly goesOn?: boolean;
}

/** What the outputs of the CNI's programs on a node follow from. */
export interface ToolState {
  readonly node: WorldNode;
  readonly nodes: readonly WorldNode[];
  readonly pods: readonly KubernetesObject[];
  readonly effects: readonly FaultEffect[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A CNI of the demo: what the cluster has because of it. */
export interface CniPlan {
  readonly namespaces: readonly string[];
  readonly workloads: readonly WorkloadPlan[];
  readonly configMaps: readonly (readonly [string, string, Readonly<Record<string, string>>])[];
  readonly customResources: readonly CustomResource[];
  readonly overlay: Overlay;
  /** The MAC address of a node's end of the tunnel, where the CNI makes it of the name. */
  readonly tunnelMac?: (node: WorldNode) => string;
  readonly nodeAnnotations: (node: WorldNode) => Readonly<Record<string, string>>;
  /** Reason and message of the condition NetworkUnavailable while all is well. */
  readonly networkIsUp: readonly [reason: string, message: string];
  /** Objects of its own kinds; without metadata.uid and creationTimestamp. */
  readonly objects: (nodes: readonly WorldNode[], pods: readonly Pod[]) => readonly KubernetesObject[];
  readonly nodeFiles: (node: WorldNode) => readonly (readonly [path: string, text: string])[];
  /** Its own programs in /opt/cni/bin. */
  readonly plugins: readonly string[];
  /** What its programs print in the agent on a node, by their words joined with blanks. */
  readonly toolOutputs: (state: ToolState) => ReadonlyMap<string, ToolOutput>;
}
