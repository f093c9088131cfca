import type { ContainerTarget } from '../../src/contracts/cluster.ts';
import { logKnowledgeOf } from '../../src/tools/agent-logs.ts';
import { useView } from './use-view.ts';

const most = 20;

/** Beside the CNI's agent: the logs of kube-proxy on this node and of the cluster's DNS, wherever that runs. */
export function useSystemLogs(node: string): readonly ContainerTarget[] {
  const proxies = useView({ kind: 'pods', node, filter: 'kube-proxy', offset: 0, limit: most });
  const names = useView({ kind: 'pods', filter: 'coredns', offset: 0, limit: most });
  return [...(proxies?.rows ?? []), ...(names?.rows ?? [])].flatMap(({ record }) =>
    record.containers
      .filter(({ name }) => /^(?:kube-proxy|coredns)$/.test(name) && logKnowledgeOf(name) !== undefined)
      .map(({ name }) => ({ namespace: record.namespace, pod: record.name, container: name })),
  );
}
