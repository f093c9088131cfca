import type { Cluster } from '../../contracts/cluster.ts';
import type { GlobalOptions } from '../program.ts';
import type { SshOptions } from '../ssh-options.ts';
import { withCluster } from '../with-cluster.ts';
import { type NodePodOptions, withNodePod } from './node-pod.ts';

/** The options of a command that looks at one node. */
export type LookOptions = GlobalOptions & SshOptions & NodePodOptions;

/** Does the work with the cluster open and a way to the node as the options want it; Ctrl-C aborts the signal. */
export async function withNode<Result>(
  node: string,
  given: LookOptions,
  work: (cluster: Cluster, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { kubeconfig, mode } = given;
  const stderr = (text: string): void => void process.stderr.write(text);
  return await withCluster(given, (cluster, signal, config) =>
    withNodePod({ cluster, config, mode, kubeconfig, stderr, signal }, given, node, () => work(cluster, signal)),
  );
}
