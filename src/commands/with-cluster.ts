import { openCluster } from '../cluster-worker/open-cluster.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Config } from '../config/schema.ts';
import type { Cluster } from '../contracts/cluster.ts';
import { headlessTerminal } from '../terminal/headless-terminal.ts';
import type { GlobalOptions } from './program.ts';
import { nodeSettings, type SshOptions } from './ssh-options.ts';

/** The work with an open cluster; the signal is aborted by Ctrl-C. */
export type ClusterWork<Result> = (cluster: Cluster, signal: AbortSignal, config: Config) => Promise<Result>;

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Does the work with the cluster open, its nodes reached as the config and the options say; closes it afterwards. */
export async function withCluster<Result>(
  given: GlobalOptions & SshOptions,
  work: ClusterWork<Result>,
): Promise<Result> {
  const config = await loadConfig(process.env, given.config);
  const { kubeconfig, context, namespace, mode } = given;
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const ending of endings) process.once(ending, stop);
  const cluster = openCluster({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    mode,
    terminal: headlessTerminal(),
    nodes: nodeSettings(config, given, process.env),
  });
  try {
    return await work(cluster, stopping.signal, config);
  } finally {
    for (const ending of endings) process.off(ending, stop);
    await cluster.close();
  }
}
