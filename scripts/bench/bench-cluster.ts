import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { kubeconfigText } from '../../test/support/kubeconfig-file.ts';
import type { RequestCounts } from './cluster/request-log.ts';
import type { ClusterShape } from './cluster/shape.ts';

/** What was asked of the server so far, and how many pod events it has sent. */
export type ServerReport = RequestCounts & { readonly events: number };

/** The server with many objects, while it runs. */
export interface BenchCluster {
  /** Writes a kubeconfig for it into a folder and gives the path. */
  kubeconfig(folder: string): Promise<string>;
  /** From now on pods are replaced, with so many watch events a second. */
  churn(eventsPerSecond: number): void;
  /** Edits a NetworkPolicy: at first everybody is let in, then nobody, and so on. */
  editPolicy(index: number): void;
  report(): Promise<ServerReport>;
  end(): Promise<void>;
}

/** Starts scripts/bench/cluster/server.ts and waits until it listens. */
export async function startBenchCluster(shape: ClusterShape, listing: 'streaming' | 'paged'): Promise<BenchCluster> {
  const server: ChildProcess = spawn(
    process.execPath,
    [join(import.meta.dirname, 'cluster', 'server.ts'), JSON.stringify(shape), listing],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const { stdin, stdout } = server;
  if (stdout === null || stdin === null) throw new Error('the bench server has no input or output');
  const lines = createInterface({ input: stdout });
  const line = async (): Promise<string> => {
    const [text] = await Promise.race([
      once(lines, 'line'),
      once(server, 'exit').then(() => {
        throw new Error('the bench server ended by itself');
      }),
    ]);
    return String(text);
  };
  const url = await line();
  return {
    async kubeconfig(folder) {
      const path = join(folder, 'kubeconfig');
      await writeFile(path, kubeconfigText({ server: url, name: 'bench' }), { mode: 0o600 });
      return path;
    },
    churn: (eventsPerSecond) => void stdin.write(`${eventsPerSecond}\n`),
    editPolicy: (index) => void stdin.write(`edit ${index}\n`),
    async report() {
      const told = line();
      stdin.write('requests\n');
      // The server of the same source wrote it.
      return JSON.parse(await told) as ServerReport;
    },
    async end() {
      const gone = once(server, 'exit');
      server.kill('SIGKILL');
      await gone;
    },
  };
}
