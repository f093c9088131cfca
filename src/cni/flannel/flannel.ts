import type { CniColumn, CniFinding } from '../../contracts/cni.ts';
import type { Fact } from '../../contracts/node-facts.ts';
import type { CniExpectations, ClusterEvidence, CniNodeRecord, CniObjects, Encapsulation } from '../evidence.ts';
import { peersOf } from '../common/routes.ts';
import { finding } from '../common/rule.ts';
import type { CniKnower, NodeJudgement } from '../knower.ts';
import { forwardingEntries, neighbourEntries } from './entries.ts';
import { clusterJudgement } from './judge-cluster.ts';
import { gatewayFindings } from './gateways.ts';
import { logFindings, logLines } from './log.ts';
import { kernelPort, type NetConf, readNetConf } from './net-conf.ts';
import { backendOn, isRegistered, tunnelEnds } from './peers.ts';
import { bridgeAddressFindings, subnetFindings } from './subnet-file.ts';
import { tunnelCell, tunnelDevice, tunnelFindings } from './tunnel.ts';

const vxlanColumns: readonly CniColumn[] = [
  { key: 'vxlan', title: 'VXLAN' },
  { key: 'fdb', title: 'FDB' },
  { key: 'arp', title: 'ARP' },
];

/** What flannel gathers on a node beside its facts. */
export interface FlannelOwn {
  readonly log: Fact<readonly string[]>;
}

/** flannel, also as Canal's network and within the agent of k3s. */
export const flannel: CniKnower<undefined, FlannelOwn> = {
  columns: ({ objects }) => (backendOf(objects) === 'vxlan' ? vxlanColumns : []),
  gatherShared: async () => undefined,
  expects,
  gatherNode: async (_node, reach) => ({ log: await reach.agentLog(logLines) }),
  judgeNode(record, { facts, own }, cluster): NodeJudgement {
    const conf = confOf(cluster.objects);
    const { bridge, tunnel: expected } = cluster.expects;
    const others = peersOf(record, cluster);
    const common: readonly CniFinding[] = [
      ...registration(record, cluster),
      ...logFindings(record, own?.log),
      ...(facts === undefined
        ? []
        : [
            ...subnetFindings(record, facts, conf, expected?.device),
            ...bridgeAddressFindings(record, facts, bridge),
            ...gatewayFindings(record, facts, others, (family) =>
              family === 4 ? expected?.device : expected?.device6,
            ),
          ]),
    ];
    if (backendOf(cluster.objects) !== 'vxlan') return { cells: {}, findings: common };
    const peers = others.flatMap(tunnelEnds);
    const forwarding = forwardingEntries(record, facts, peers, conf.vni);
    const neighbours = neighbourEntries(record, facts, peers, conf.vni);
    const tunnel: readonly CniFinding[] = facts === undefined ? [] : tunnelFindings(record, facts, conf);
    return {
      cells: { vxlan: tunnelCell(facts, tunnel), fdb: forwarding.cell, arp: neighbours.cell },
      findings: [...common, ...tunnel, ...forwarding.findings, ...neighbours.findings],
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
    tunnel: known && {
      encapsulation: known[0],
      device: known[1],
      ...(backend === 'vxlan' ? { device6: tunnelDevice(conf.vni, 6) } : {}),
    },
    directRouting: conf.directRouting || backend === 'host-gw',
    isMember: isRegistered,
    bridge: canal ? undefined : 'cni0',
    podDevices: canal ? /^cali/ : /^veth/,
    pluginTypes: canal ? ['calico', 'flannel'] : ['flannel'],
    bypassesKernel: false,
  };
}

/** What net-conf.json says; what flannel takes without one where it cannot be read. */
function confOf(objects: CniObjects): Pick<NetConf, 'vni' | 'port' | 'directRouting'> & Partial<NetConf> {
  const conf = readNetConf(objects);
  // A node that says host-gw beside VXLAN is one with DirectRouting; without net-conf.json that cannot be told.
  return typeof conf === 'object' ? conf : { vni: 1, port: kernelPort, directRouting: true };
}

/** By net-conf.json, else by what flannel has written on the nodes. */
function backendOf(objects: CniObjects): string | undefined {
  const conf = readNetConf(objects);
  return (typeof conf === 'object' ? conf.backend : undefined) ?? objects.summary.backend;
}

/** A node that flannel has not written its address on is not known to the others; one on which it was written long ago may run another backend. */
function registration(record: CniNodeRecord, { objects }: ClusterEvidence<undefined>): readonly CniFinding[] {
  const { name } = record;
  if (!isRegistered(record)) {
    if (objects.summary.daemonSet === undefined) return [];
    return [
      finding('flannel/registered', 'fault', `flannel has not registered ${name}: the other nodes know no way to it.`, {
        nextStep: `See the log of flannel's pod on ${name}.`,
      }),
    ];
  }
  const backend = backendOn(record);
  const wanted = confOf(objects).backend;
  if (backend === undefined || wanted === undefined || backend === wanted) return [];
  return [
    finding(
      'flannel/backend',
      'fault',
      `flannel on ${name} runs the backend ${backend}, but net-conf.json says ${wanted}: it reads that only when it starts.`,
      { nextStep: `Restart flannel's pod on ${name}, as on all others.` },
    ),
  ];
}
