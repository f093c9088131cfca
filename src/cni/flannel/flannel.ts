import type { CniColumn, CniFinding } from '../../contracts/cni.ts';
import type { CniExpectations, ClusterEvidence, CniNodeRecord, CniObjects, Encapsulation } from '../evidence.ts';
import { peersOf } from '../common/routes.ts';
import type { CniKnower, NodeJudgement } from '../knower.ts';
import { forwardingEntries, neighbourEntries } from './entries.ts';
import { clusterJudgement } from './judge-cluster.ts';
import { type NetConf, readNetConf } from './net-conf.ts';
import { isRegistered, tunnelEnds } from './peers.ts';
import { tunnelCell, tunnelDevice, tunnelFindings } from './tunnel.ts';

const vxlanColumns: readonly CniColumn[] = [
  { key: 'vxlan', title: 'VXLAN' },
  { key: 'fdb', title: 'FDB' },
  { key: 'arp', title: 'ARP' },
];

/** What flannel gathers on a node beside its facts. */
export interface FlannelOwn {
  readonly looked: true;
}

/** flannel, also as Canal's network and within the agent of k3s. */
export const flannel: CniKnower<undefined, FlannelOwn> = {
  columns: ({ objects }) => (backendOf(objects) === 'vxlan' ? vxlanColumns : []),
  gatherShared: async () => undefined,
  expects,
  gatherNode: async () => ({ looked: true }),
  judgeNode(record, { facts }, cluster): NodeJudgement {
    if (backendOf(cluster.objects) !== 'vxlan') return { cells: {}, findings: [] };
    const conf = confOf(cluster.objects);
    const peers = peersOf(record, cluster).flatMap(tunnelEnds);
    const forwarding = forwardingEntries(record, facts, peers, conf.vni);
    const neighbours = neighbourEntries(record, facts, peers, conf.vni);
    const tunnel: readonly CniFinding[] = facts === undefined ? [] : tunnelFindings(record, facts, conf);
    return {
      cells: { vxlan: tunnelCell(facts, tunnel), fdb: forwarding.cell, arp: neighbours.cell },
      findings: [...registration(record, cluster), ...tunnel, ...forwarding.findings, ...neighbours.findings],
    };
  },
  judgeCluster: clusterJudgement,
};

function expects(objects: CniObjects): CniExpectations {
  const conf = confOf(objects);
  const backend = backendOf(objects);
  const canal = objects.summary.name === 'canal';
  const encapsulations: Readonly<Record<string, readonly [Encapsulation, string | undefined]>> = {
    vxlan: ['vxlan', tunnelDevice(conf.vni)],
    'host-gw': ['none', undefined],
    wireguard: ['wireguard', 'flannel-wg'],
    ipip: ['ipip', 'flannel.ipip'],
  };
  const known = backend === undefined ? undefined : encapsulations[backend];
  return {
    nodePodCidrs: true,
    routesToPodCidrs: known !== undefined,
    tunnel: known && { encapsulation: known[0], device: known[1] },
    directRouting: conf.directRouting,
    isMember: isRegistered,
    bridge: canal ? undefined : 'cni0',
    podDevices: canal ? /^cali/ : /^veth/,
    pluginTypes: canal ? ['calico', 'flannel'] : ['flannel'],
    bypassesKernel: false,
  };
}

/** What net-conf.json says; what flannel takes without one where it cannot be read. */
function confOf(objects: CniObjects): Pick<NetConf, 'vni' | 'port' | 'directRouting'> {
  const conf = readNetConf(objects);
  return typeof conf === 'object' ? conf : { vni: 1, port: 8472, directRouting: false };
}

/** By net-conf.json, else by what flannel has written on the nodes. */
function backendOf(objects: CniObjects): string | undefined {
  const conf = readNetConf(objects);
  return (typeof conf === 'object' ? conf.backend : undefined) ?? objects.summary.backend;
}

/** A node that flannel has not written its address on is not known to the others. */
function registration(record: CniNodeRecord, { objects }: ClusterEvidence<undefined>): readonly CniFinding[] {
  if (isRegistered(record) || objects.summary.daemonSet === undefined) return [];
  return [
    {
      id: 'flannel/registered',
      health: 'fault',
      sentence: `flannel has not registered ${record.name}: the other nodes know no way to it.`,
      nextStep: `See the log of flannel's pod on ${record.name}.`,
      from: [],
    },
  ];
}
