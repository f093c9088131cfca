import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from '../../demo/api/cluster.ts';
import { makeKubeconfig } from '../../demo/api/kubeconfig.ts';
import { type ServedApi, serveApi } from '../../demo/api/serve-api.ts';
import { ObjectStore } from '../../demo/api/store.ts';
import type { Backend } from '../../demo/backend.ts';
import { demoWorld } from '../../demo/world/demo-world.ts';
import { LocalBackend } from './local-backend.ts';

/** The demo's API in this process; by default over a backend of local processes. */
export interface LocalDemo<Runs extends Backend = LocalBackend> {
  readonly api: ServedApi;
  readonly cluster: Cluster;
  readonly backend: Runs;
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

export interface LocalDemoOptions {
  /** How far back watches reach. */
  readonly keptEvents?: number;
  readonly bookmarkEvery?: number;
}

/** Serves the demo's world on a free port, over local processes. */
export function startLocalDemo(options: LocalDemoOptions = {}): Promise<LocalDemo> {
  return serveDemo(new LocalBackend(), options);
}

/** Serves the demo's world on a free port, over any backend. */
export async function serveDemo<Runs extends Backend>(
  backend: Runs,
  options: LocalDemoOptions = {},
): Promise<LocalDemo<Runs>> {
  const world = demoWorld();
  const cluster = new Cluster(world, backend, new ObjectStore(options.keptEvents ?? 2000));
  await backend.start(world, cluster.objects);
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
      await backend.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
