import type { WorldContainer } from '../../world/types.ts';
import type { NetworkPod } from '../network/objects.ts';
import type { Random } from '../network/random.ts';
import type { NetworkState } from '../network/state.ts';
import type { ProcessTable } from './process.ts';
import type { SocketTable } from './sockets.ts';

/** One container of a pod as the programs in it see it. */
export interface Machine {
  /** The network as it is now; ask again after waiting. */
  readonly state: () => NetworkState;
  /** The pod as it is now; the last known one after it is gone. */
  pod(): NetworkPod;
  readonly container: WorldContainer;
  readonly processes: ProcessTable;
  readonly sockets: SocketTable;
  /** Ports that programs opened in another pod. */
  readonly socketsOf: (podUid: string) => SocketTable;
  /** Files that programs wrote, by path. */
  readonly files: Map<string, Buffer>;
  readonly random: Random;
  has(program: string): boolean;
  /** Whether the small programs are BusyBox's (Alpine-like images) or Debian's. */
  readonly busybox: boolean;
  readonly environment: ReadonlyMap<string, string>;
}
