import type { Place, RungName } from '../../contracts/runner.ts';

/** Names of pods in a place's text. */
interface PodName {
  readonly namespace: string;
  readonly name: string;
}

/** A container of the pod's own. */
export function containerPlaceOn(rung: RungName, pod: PodName, container: string | undefined): Place {
  const at = `pod ${pod.namespace}/${pod.name}`;
  return {
    kind: 'container',
    rung,
    text: container === undefined ? at : `container ${container} in ${at}`,
    brief: container === undefined ? `pod ${pod.name}` : `container ${container}`,
  };
}

/** A debug container: it shares the pod's network, so what it measures is the pod's own answer. */
export function debugPlace(rung: RungName, pod: PodName, name: string): Place {
  return {
    kind: 'ephemeral-container',
    rung,
    text: `debug container ${name} in pod ${pod.namespace}/${pod.name}`,
    brief: `debug container ${name}`,
  };
}

/** Where each command gets a container of its own, whose log is its answer. */
export function perCommandPlace(
  rung: 'debug-container' | 'probe-pod',
  pod: PodName & { readonly node: string | undefined },
): Place {
  const isProbePod = rung === 'probe-pod';
  const base = isProbePod ? probePodPlace(pod, '') : debugPlace(rung, pod, '');
  const at = `pod ${pod.namespace}/${pod.name}`;
  return {
    ...base,
    text: isProbePod
      ? `a probe pod per command on node ${pod.node ?? '?'}, in place of ${at}`
      : `a debug container per command in ${at}`,
    brief: `a ${isProbePod ? 'probe pod' : 'debug container'} per command, by its log`,
    slow: true,
  };
}

/** A probe pod, which is not the pod it stands for. */
export function probePodPlace(
  pod: PodName & { readonly node: string | undefined },
  name: string,
  address?: string,
): Place {
  return {
    kind: 'probe-pod',
    rung: 'probe-pod',
    text: `probe pod ${pod.namespace}/${name} on node ${pod.node ?? '?'}, in place of pod ${pod.namespace}/${pod.name}`,
    brief: `probe pod ${name}`,
    caveat: `its labels and policies are not those of ${pod.name}`,
    ...(address === undefined ? {} : { address }),
  };
}
