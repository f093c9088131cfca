import type { ContainerTarget } from '../../contracts/cluster.ts';
import type { Place } from '../../contracts/runner.ts';
import { kubectlExecLine } from '../kubectl-line.ts';
import { hostRootIn, type PodOnNode } from './pod-on-node.ts';
import { lookAtPod, mayAdministerNetwork, type PodWayParts, targetOf } from './pod-ways.ts';
import type { WayToNode } from './way.ts';

/** The way through debug pods that were made for nodes. */
export interface DebugPodWay extends WayToNode {
  /** This pod is a way to its node from now on, in place of one that was there before. */
  adopt(node: string, pod: ContainerTarget): void;
}

/**
 * Debug pods on nodes as ways to them. What each sees is read of the pod itself: where the node's file system is mounted
 * programs run in it by `chroot`, so that programs and files are the node's, as after `kubectl debug node`.
 */
export function debugPodWay(parts: PodWayParts): DebugPodWay {
  const adopted = new Map<string, ContainerTarget>();
  return {
    words: 'in a debug pod there',
    adopt: (node, pod) => void adopted.set(node, pod),
    async open(node, want, signal, reasons) {
      const target = adopted.get(node);
      if (target === undefined) return { refused: 'none was made' };
      const pod = await lookAtPod(parts, target, node, signal);
      if ('refused' in pod) return pod;
      const root = hostRootIn(pod);
      const name = `pod ${pod.namespace}/${pod.name}`;
      if (want.files === true && root === undefined) {
        return { refused: `${name} does not have the node's files: it was made for the network alone` };
      }
      if (want.privileged === true && !mayAdministerNetwork(pod)) {
        return { refused: `${name} has neither privileges nor NET_ADMIN and NET_RAW` };
      }
      const exact = targetOf(pod);
      const before = root === undefined ? [] : ['chroot', root];
      const place = debugPodPlace(node, pod, root);
      return {
        way: {
          transport: 'node-debug-pod',
          place,
          sees: root === undefined ? 'network' : 'host',
          reason: [...reasons, reasonOf(root)].join(' '),
        },
        runner: {
          place,
          // It is root there already, with the capabilities that it was made with.
          run: (argv, { sudo: _sudo, ...options }) => parts.exec(exact, [...before, ...argv], options),
          commandLine: (argv) => kubectlExecLine(exact, [...before, ...argv], parts.kubectl()),
        },
        byHand: { kind: 'exec', target: exact, before },
      };
    },
  };
}

function debugPodPlace(node: string, { namespace, name }: PodOnNode, root: string | undefined): Place {
  return {
    kind: 'node-debug-pod',
    text: `node ${node} in debug pod ${namespace}/${name}`,
    brief: `the debug pod on ${node}`,
    ...(root === undefined ? { caveat: "it has the node's network, and files and programs of its image" } : {}),
  };
}

function reasonOf(root: string | undefined): string {
  return root === undefined
    ? "A debug pod was made there, in the node's network; its programs and files are those of its image."
    : `A debug pod was made there, which has the node's files at ${root}: programs run by chroot, so they are the node's.`;
}
