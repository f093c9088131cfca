import type { World, WorldContainer } from '../../world/types.ts';
import type { NetworkPod } from '../network/objects.ts';
import type { Random } from '../network/random.ts';
import type { NetworkState } from '../network/state.ts';
import type { Machine } from './machine.ts';
import { createProcessTable, type ProcessTable } from './process.ts';
import { createSocketTable, type SocketTable } from './sockets.ts';

/** What lives as long as a pod: its processes, the ports they opened, and the files of each container. */
interface PodLife {
  readonly processes: ProcessTable;
  readonly sockets: SocketTable;
  readonly files: Map<string, Map<string, Buffer>>;
}

/** The running pods of a simulation, by uid. */
export interface Pods {
  machine(pod: NetworkPod, container: WorldContainer): Machine;
  /** Ends the processes of pods that are gone. */
  keepOnly(uids: ReadonlySet<string>): void;
  killAll(): void;
}

/** No pod has run anything yet. `state` gives the network as it is now. */
export function createPods(state: () => NetworkState, random: Random): Pods {
  const lives = new Map<string, PodLife>();
  const lifeOf = (uid: string): PodLife => {
    const life = lives.get(uid) ?? { processes: createProcessTable(), sockets: createSocketTable(), files: new Map() };
    lives.set(uid, life);
    return life;
  };
  const end = (uid: string, life: PodLife) => {
    for (const process of life.processes.list()) {
      process.signal('KILL');
    }
    lives.delete(uid);
  };
  return {
    machine(pod, container) {
      const life = lifeOf(pod.uid);
      const files = life.files.get(container.container) ?? new Map<string, Buffer>();
      life.files.set(container.container, files);
      let known = pod;
      return {
        state,
        pod() {
          known = state().pods.find((one) => one.uid === pod.uid) ?? known;
          return known;
        },
        container,
        processes: life.processes,
        sockets: life.sockets,
        socketsOf: (uid) => lifeOf(uid).sockets,
        files,
        random: random.fork(),
        has: (program) => hasProgram(container, program),
        busybox: container.image.programs.includes('busybox'),
        environment: environmentOf(pod, state().world),
      };
    },
    keepOnly(uids) {
      for (const [uid, life] of lives) {
        if (!uids.has(uid)) {
          end(uid, life);
        }
      }
    },
    killAll() {
      for (const [uid, life] of lives) {
        end(uid, life);
      }
    },
  };
}

function hasProgram(container: WorldContainer, program: string): boolean {
  const { programs, shell, tools = [] } = container.image;
  const name = program.split('/').at(-1) ?? program;
  return (
    programs.includes(name) ||
    tools.includes(name) ||
    (shell !== 'none' && name === 'sh') ||
    (shell === 'bash' && name === 'bash')
  );
}

/** What the kubelet and the image put into the environment. */
function environmentOf(pod: NetworkPod, world: World): ReadonlyMap<string, string> {
  const api = `${world.serviceCidr.split('/')[0]?.replace(/\.0$/, '.1')}`;
  return new Map([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOSTNAME', pod.name],
    ['HOME', '/root'],
    ['KUBERNETES_SERVICE_HOST', api],
    ['KUBERNETES_SERVICE_PORT', '443'],
  ]);
}
