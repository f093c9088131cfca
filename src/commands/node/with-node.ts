import { openCluster } from '../../cluster-worker/open-cluster.ts';
import { loadConfig } from '../../config/load-config.ts';
import type { Cluster } from '../../contracts/cluster.ts';
import { headlessTerminal } from '../../terminal/headless-terminal.ts';
import type { GlobalOptions } from '../program.ts';
import { nodeSettings, type SshOptions } from '../ssh-options.ts';
import { type NodePodOptions, withNodePod } from './node-pod.ts';

/** The options of a command that looks at one node. */
export type LookOptions = GlobalOptions & SshOptions & NodePodOptions;

/** Does the work with the cluster open and a way to the node as the options want it; Ctrl-C aborts the signal. */
export async function withNode<Result>(
  node: string,
  given: LookOptions,
  work: (cluster: Cluster, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const config = await loadConfig(process.env, given.config);
  const { kubeconfig, context, namespace, mode } = given;
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  const cluster = openCluster({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    mode,
    terminal: headlessTerminal(),
    nodes: nodeSettings(config, given, process.env),
  });
  const { signal } = stopping;
  const stderr = (text: string): void => void process.stderr.write(text);
  try {
    return await withNodePod({ cluster, config, mode, kubeconfig, stderr, signal }, given, node, () =>
      work(cluster, signal),
    );
  } finally {
    for (const one of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(one, stop);
    await cluster.close();
  }
}
