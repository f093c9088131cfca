import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Cluster } from '../api/cluster.ts';
import { makeKubeconfig } from '../api/kubeconfig.ts';
import { serveApi } from '../api/serve-api.ts';
import { demoWorld } from '../world/demo-world.ts';
import { chooseBackend } from './choose-backend.ts';
import type { DemoStatus } from './control-protocol.ts';
import { serveControl } from './control-socket.ts';
import { FaultSwitch } from './fault-switch.ts';
import type { ServerOptions } from './options.ts';
import { makeStateFolder, socketName } from './state-folder.ts';

export interface DemoServer {
  readonly status: DemoStatus;
  /** Ends the API and the backend and removes every file. */
  stop(): Promise<void>;
}

/** Starts backend, API and control socket. On failure everything that had started is ended again. */
export async function startServer(options: ServerOptions): Promise<DemoServer> {
  const elsewhere = options.kubeconfig === undefined ? undefined : resolve(options.kubeconfig);
  if (elsewhere !== undefined && existsSync(elsewhere)) {
    throw new Error(`${elsewhere} exists already, and the demo overwrites no kubeconfig; name a new file.`);
  }
  const folder = makeStateFolder(process.env, elsewhere === undefined ? [] : [elsewhere]);
  const endings: (() => Promise<unknown>)[] = [async () => folder.remove()];
  const stop = async (): Promise<void> => {
    for (const end of endings.splice(0).toReversed()) await end().catch(() => undefined);
  };
  // Loaded while the backend starts. Its failure is told where it is awaited.
  const ssh = import('../ssh/serve-nodes.ts');
  ssh.catch(() => undefined);
  try {
    const { backend, reason } = await chooseBackend(options.backend);
    const world = demoWorld(Date.now(), options.cni);
    const cluster = new Cluster(world, backend);
    endings.push(() => backend.stop());
    await backend.start(world, cluster.objects);
    endings.push(async () => cluster.stop());
    const api = await serveApi(cluster);
    endings.push(() => api.stop());
    const { serveNodes } = await ssh;
    const nodes = await serveNodes(world, backend, folder.path);
    endings.push(async () => nodes.stop());
    const faults = new FaultSwitch(cluster, nodes);
    for (const name of options.faults) await faults.set(name, true);
    const kubeconfig = elsewhere ?? join(folder.path, 'kubeconfig');
    writeFileSync(kubeconfig, makeKubeconfig(api), { mode: 0o600, flag: 'wx' });
    const control = join(folder.path, socketName);
    const status: DemoStatus = {
      kubeconfig,
      backend: backend.name,
      reason,
      pid: process.pid,
      control,
      ssh: { config: nodes.config, user: nodes.user, nodes: world.nodes.map(({ name }) => name) },
    };
    const socket = await serveControl(status, faults);
    endings.push(async () => socket.close());
    return { status, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
