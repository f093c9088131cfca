import type { NodeCommand, NodeProcess } from '../../backend.ts';
import { nodePrograms } from '../../world/images.ts';
import type { WorldContainer, WorldNode } from '../../world/types.ts';
import type { Machine } from '../container/machine.ts';
import { startProgram } from '../container/start-program.ts';
import type { NetworkPod } from '../network/objects.ts';
import { shellProgram } from '../shell/program.ts';
import { nodeUid } from './node-uid.ts';

/** A node as programs see it: what a pod in its network would, under its own name. */
export function nodeAsPod(node: WorldNode): NetworkPod {
  return {
    object: { apiVersion: 'v1', kind: 'Node', metadata: { name: node.name } },
    uid: nodeUid(node),
    namespace: '',
    name: node.name,
    labels: {},
    address: node.address,
    node: node.name,
    hostNetwork: true,
    running: true,
    ports: [],
    containers: [],
  };
}

/** The user land of a node. */
export function nodeContainer(node: WorldNode): WorldContainer {
  return {
    namespace: '',
    podPrefix: node.name,
    container: 'node',
    image: { image: 'node', programs: nodePrograms, shell: 'bash' },
    listeners: [],
    logs: { start: [], loop: [], every: 60 },
  };
}

/** Starts a command line in the shell of a node. */
export function startOnNode(machine: Machine, { line, tty }: NodeCommand): NodeProcess {
  const argv = line === undefined ? ['sh'] : ['sh', '-c', line];
  return startProgram(shellProgram('sh'), machine, { argv, stdin: true, tty });
}
