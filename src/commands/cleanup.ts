import { openCluster } from '../cluster-worker/open-cluster.ts';
import { currentMaker } from '../reach/ladder/maker.ts';
import { runCleanup } from './cleanup/run-cleanup.ts';
import type { GlobalOptions } from './program.ts';

/** Options of `plumbline cleanup`. */
export interface CleanupOptions extends GlobalOptions {
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly output: 'text' | 'json';
}

/**
 * `plumbline cleanup`: the operator's word for removing helpers, so it runs in probe mode by itself; a dry run only looks.
 * Resolves to the exit code; rejects where the cluster could not be searched.
 */
export async function cleanup(options: CleanupOptions): Promise<number> {
  const { kubeconfig, context, namespace, all = false, dryRun = false } = options;
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const cluster = openCluster({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    mode: dryRun ? 'observe' : 'probe',
  });
  const [self = ''] = currentMaker().split(' ');
  try {
    return await runCleanup({
      cluster,
      judge: { now: Date.now(), self, isAlive, all },
      namespace,
      dryRun,
      format: options.output,
      print: (text) => process.stdout.write(text),
      tell: (text) => process.stderr.write(text),
      signal: stopping.signal,
    });
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    await cluster.close();
  }
}

/** A process of another user refuses the signal, and is alive. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
