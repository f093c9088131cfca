import type { ApiConnection } from '../kube/connection.ts';
import { execInContainer } from '../kube/exec/exec.ts';
import type { KubectlContext } from '../reach/kubectl-line.ts';
import type { CniPodParts } from '../reach/node/cni-pod.ts';
import { callApi } from './call-api.ts';
import type { ContextSession } from './context-session.ts';

/** A node is looked for in other ways too: none of them may take longer. */
const patience = 5_000;

/** What reaching nodes through pods needs of the cluster. */
export function podPlaces(session: ContextSession, kubeconfig: string | undefined): CniPodParts {
  let connection: ApiConnection | undefined;
  return {
    agentOn: (node) => session.status().cni?.agents.find((agent) => agent.node === node),
    async readPod({ namespace, pod }, signal) {
      connection = await session.connection();
      return await callApi(
        connection,
        {
          path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}`,
          operation: 'read a pod on the node',
          object: `pod ${namespace}/${pod}`,
          patience,
        },
        AbortSignal.any([session.signal, signal]),
      );
    },
    exec(target, argv, options) {
      if (connection === undefined) throw new Error('A pod is looked at before anything is run in it.');
      return execInContainer(connection, target, argv, options);
    },
    kubectl: () => kubectlOf(session, kubeconfig),
  };
}

/** What names the context of a session in a line to paste. */
export function kubectlOf(session: ContextSession, kubeconfig: string | undefined): KubectlContext {
  const { context } = session.status();
  return { ...(kubeconfig === undefined ? {} : { kubeconfig }), ...(context === '' ? {} : { context }) };
}
