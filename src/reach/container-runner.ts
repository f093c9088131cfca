import type { ContainerTarget } from '../contracts/cluster.ts';
import type { Runner } from '../contracts/runner.ts';
import type { ApiConnection } from '../kube/connection.ts';
import { type ExecSettings, execInContainer } from '../kube/exec/exec.ts';
import { containerPlace, type KubectlContext, kubectlExecLine } from './kubectl-line.ts';

/** Runs programs in a container of a pod, through the API server. */
export function containerRunner(
  connection: ApiConnection,
  target: ContainerTarget,
  kubectl: KubectlContext = {},
  settings: ExecSettings = {},
): Runner {
  return {
    place: containerPlace(target),
    run: (argv, options) => execInContainer(connection, target, argv, options, settings),
    commandLine: (argv) => kubectlExecLine(target, argv, kubectl),
  };
}
