import type { ContainerTarget } from '../contracts/cluster.ts';
import type { Place } from '../contracts/runner.ts';
import { targetText } from '../kube/exec/target.ts';
import { shellLine } from './quote.ts';

/** What of the kubeconfig a pasted line must name to mean the same cluster. */
export interface KubectlContext {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** The `kubectl exec` line that runs the same program in the same container. */
export function kubectlExecLine(
  target: ContainerTarget,
  argv: readonly string[],
  { kubeconfig, context }: KubectlContext,
): string {
  return shellLine([
    'kubectl',
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(context === undefined ? [] : ['--context', context]),
    'exec',
    '-n',
    target.namespace,
    target.pod,
    ...(target.container === undefined ? [] : ['-c', target.container]),
    '--',
    ...argv,
  ]);
}

/** 'container app in pod shop/web-1', or the pod alone while its container is left to the server. */
export function containerPlace(target: ContainerTarget): Place {
  return { kind: 'container', text: targetText(target) };
}
