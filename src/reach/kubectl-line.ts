import type { ContainerTarget } from '../contracts/cluster.ts';
import type { Place } from '../contracts/runner.ts';
import { targetText } from '../kube/exec/target.ts';
import { shellLine } from './quote.ts';

/** What of the kubeconfig a pasted line must name to mean the same cluster. */
export interface KubectlContext {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** 'kubectl' with what names the cluster, then these words. */
export function kubectlArgv(words: readonly string[], { kubeconfig, context }: KubectlContext): readonly string[] {
  return [
    'kubectl',
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(context === undefined ? [] : ['--context', context]),
    ...words,
  ];
}

/** The `kubectl exec` line that runs the same program in the same container. */
export function kubectlExecLine(target: ContainerTarget, argv: readonly string[], cluster: KubectlContext): string {
  const words = [
    'exec',
    '-n',
    target.namespace,
    target.pod,
    ...(target.container === undefined ? [] : ['-c', target.container]),
    '--',
    ...argv,
  ];
  return shellLine(kubectlArgv(words, cluster));
}

/** 'container app in pod shop/web-1', or the pod alone while its container is left to the server. */
export function containerPlace(target: ContainerTarget): Place {
  return { kind: 'container', text: targetText(target) };
}
