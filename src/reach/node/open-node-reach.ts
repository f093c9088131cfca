import type { ContainerTarget } from '../../contracts/cluster.ts';
import type { Mode } from '../../contracts/consent.ts';
import type { OfferedHostKey } from '../../contracts/node.ts';
import type { OperatorTerminal } from '../../contracts/terminal.ts';
import type { Clock } from '../../kube/clock.ts';
import type { Environment } from '../../kube/kubeconfig/paths.ts';
import { findOnPath } from '../find-on-path.ts';
import { hostOfNode, type NodeAddress } from '../ssh/node-address.ts';
import { openSshReach } from '../ssh/open-ssh-reach.ts';
import { type CniPodParts, cniPodWay } from './cni-pod.ts';
import { debugPodWay } from './debug-pod.ts';
import { NodeWays } from './node-ways.ts';
import type { NodeSettings } from './settings.ts';
import { sshWay } from './ssh-way.ts';

/** What reaching the nodes of a cluster needs. */
export interface NodeReachParts {
  readonly settings: NodeSettings;
  readonly mode: Mode;
  readonly env: Environment;
  readonly clock: Clock;
  readonly terminal: OperatorTerminal;
  /** The addresses of a node as the cluster tells them, or told them last; rejects where it has no such node. */
  readonly addresses: (node: string) => Promise<readonly NodeAddress[]>;
  /** A host key was offered that nobody knows. */
  readonly offered: (key: OfferedHostKey) => void;
  /** What ways through pods need. */
  readonly pods: CniPodParts;
}

/** The nodes of a cluster as they are reached. */
export interface NodeReach {
  readonly ways: NodeWays;
  /** A debug pod that was made for a node. */
  adopt(node: string, pod: ContainerTarget): void;
  /** A host key that the operator trusts, by its fingerprint. */
  accept(fingerprint: string): void;
}

/** Makes the ways to the nodes, in the order in which they are tried: SSH, the CNI's own pod, a debug pod. */
export async function openNodeReach(parts: NodeReachParts): Promise<NodeReach> {
  const { settings, mode, env, clock, terminal, addresses, offered, pods } = parts;
  const { ssh, local, runtimeFolder } = settings;
  const resolver = {
    local: { ...local, env },
    program: await findOnPath('ssh', env),
    configFile: ssh.configFile,
  };
  const accepted = new Set(ssh.accepted);
  const reach = openSshReach({ resolver, transport: ssh.transport, accepted, mode, terminal, runtimeFolder, clock });
  const debugPods = debugPodWay(pods);
  const hostOf = (node: string, signal: AbortSignal) =>
    hostOfNode(node, { resolver, kind: ssh.address, hosts: ssh.hosts, user: ssh.user, addresses, signal });
  const ways = new NodeWays({
    ways: [sshWay({ reach, hostOf, attended: terminal.access !== 'none', offered }), cniPodWay(pods), debugPods],
    clock,
  });
  return {
    ways,
    adopt(node, pod) {
      debugPods.adopt(node, pod);
      ways.forget(node);
    },
    accept(fingerprint) {
      accepted.add(fingerprint);
      ways.forgetAll();
    },
  };
}
