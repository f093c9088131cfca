import type { CniAgent } from '../../cni/summary.ts';
import { nodePaths } from '../../node-facts/node-paths.ts';
import { kubectlExecLine } from '../kubectl-line.ts';
import { hostPathIn } from './pod-on-node.ts';
import { lookAtPod, mayAdministerNetwork, type PodWayParts, targetOf } from './pod-ways.ts';
import type { WayToNode } from './way.ts';

/** What the way through the CNI's pods needs. */
export interface CniPodParts extends PodWayParts {
  /** The CNI's agent on that node, as it is known now; undefined where none is. */
  readonly agentOn: (node: string) => CniAgent | undefined;
}

/**
 * The CNI's own pod on a node as a way to it: it makes nothing and is in the node's network. Its files are its own but for
 * those of the node that are mounted in it, so it never stands for the node where files are wanted.
 */
export function cniPodWay(parts: CniPodParts): WayToNode {
  return {
    words: 'in the pod of the CNI there',
    async open(node, want, signal, reasons) {
      if (want.files === true) return { refused: 'it shows its own files and not those of the node' };
      const agent = parts.agentOn(node)?.pod;
      if (agent === undefined) return { refused: 'no pod of a CNI is known on that node' };
      const target = { namespace: agent.namespace, pod: agent.name, container: agent.container };
      const pod = await lookAtPod(parts, target, node, signal);
      if ('refused' in pod) return pod;
      if (want.privileged === true && !mayAdministerNetwork(pod)) {
        const name = `pod ${pod.namespace}/${pod.name}`;
        return { refused: `${name} has neither privileges nor NET_ADMIN and NET_RAW` };
      }
      const exact = targetOf(pod);
      const place = {
        kind: 'container',
        text: `container ${pod.container} in pod ${pod.namespace}/${pod.name}, in the network of node ${node}`,
        brief: `the CNI's pod on ${node}`,
        caveat: "it has the node's network, and files and programs of its own",
      } as const;
      return {
        way: {
          transport: 'cni-pod',
          place,
          sees: 'network',
          files: Object.fromEntries(
            nodePaths.flatMap((path) => {
              const there = hostPathIn(pod, path);
              return there === undefined ? [] : [[path, there] as const];
            }),
          ),
          reason: [
            ...reasons,
            "The CNI's own pod there is in the node's network; its programs and files are the container's own.",
          ].join(' '),
        },
        runner: {
          place,
          // Its programs have all that the container has already.
          run: (argv, { sudo: _sudo, ...options }) => parts.exec(exact, argv, options),
          commandLine: (argv) => kubectlExecLine(exact, argv, parts.kubectl()),
        },
        byHand: { kind: 'exec', target: exact, before: [] },
      };
    },
  };
}
