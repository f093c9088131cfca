import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from '../../demo/api/cluster.ts';
import { makeKubeconfig } from '../../demo/api/kubeconfig.ts';
import { type ServedApi, serveApi } from '../../demo/api/serve-api.ts';
import { ObjectStore } from '../../demo/api/store.ts';
import { demoWorld } from '../../demo/world/demo-world.ts';
import { LocalBackend } from './local-backend.ts';

/** The demo's API in this process, over a backend of local processes. */
export interface LocalDemo {
  readonly api: ServedApi;
  readonly cluster: Cluster;
  readonly backend: LocalBackend;
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

/** Serves the demo's world on a free port. `keptEvents` is how far back watches reach. */
export async function startLocalDemo(
  options: { keptEvents?: number; bookmarkEvery?: number } = {},
): Promise<LocalDemo> {
  const backend = new LocalBackend();
  const cluster = new Cluster(demoWorld(), backend, new ObjectStore(options.keptEvents ?? 2000));
  const api = await serveApi(cluster, { bookmarkEvery: options.bookmarkEvery ?? 15_000 });
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-local-demo-'));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, makeKubeconfig(api), { mode: 0o600 });
  return {
    api,
    cluster,
    backend,
    kubeconfig,
    stop: async () => {
      cluster.stop();
      await api.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
