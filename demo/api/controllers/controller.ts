import type { World } from '../../world/types.ts';
import type { PodAddresses } from '../addresses.ts';
import type { Resource } from '../resources/resource.ts';
import type { ObjectStore } from '../store.ts';

/** Objects that a fault holds in a bad state. */
export interface Troubles {
  /** Pods whose containers fail their readiness probes: namespace and prefix of the name. */
  readonly unreadyPods: Set<{ readonly namespace: string; readonly podPrefix: string }>;
  /** Nodes whose kubelet stopped reporting. */
  readonly unreadyNodes: Set<{ readonly node: string }>;
}

/** What the controllers share. */
export interface ControlPlane {
  readonly store: ObjectStore;
  readonly world: World;
  readonly resources: readonly Resource[];
  readonly addresses: PodAddresses;
  readonly troubles: Troubles;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Brings the objects nearer to what they should be, by writes to the store. Writes nothing when all is well. */
export type Controller = (plane: ControlPlane) => void;
