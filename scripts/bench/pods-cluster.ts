import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { kubeconfigText } from '../../test/support/kubeconfig-file.ts';

/** The server with many pods, while it runs. */
export interface PodsCluster {
  /** Writes a kubeconfig for it into a folder and gives the path. */
  kubeconfig(folder: string): Promise<string>;
  end(): Promise<void>;
}

/** Starts scripts/bench/pods-server.ts and waits until it listens. */
export async function startPodsCluster(pods: number, listing: 'streaming' | 'paged'): Promise<PodsCluster> {
  const server: ChildProcess = spawn(
    process.execPath,
    [join(import.meta.dirname, 'pods-server.ts'), String(pods), listing],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  if (server.stdout === null) throw new Error('the pods server has no output');
  const [url] = await Promise.race([
    once(createInterface({ input: server.stdout }), 'line'),
    once(server, 'exit').then(() => {
      throw new Error('the pods server ended before it listened');
    }),
  ]);
  return {
    async kubeconfig(folder) {
      const path = join(folder, 'kubeconfig');
      await writeFile(path, kubeconfigText({ server: String(url), name: 'bench' }), { mode: 0o600 });
      return path;
    },
    async end() {
      const gone = once(server, 'exit');
      server.kill('SIGKILL');
      await gone;
    },
  };
}
