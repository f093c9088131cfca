import type { CniColumn, CniFinding } from '../../contracts/cni.ts';
import { calicoProbeMeaning, parseCalicoNodeEvents } from '../../tools/calico/node-events.ts';
import { fullStop } from '../../text/words.ts';
import { finding } from '../common/rule.ts';
import type { ClusterEvidence, CniExpectations, CniNodeRecord, CniObjects, NodeEvidence } from '../evidence.ts';
import { valueOf } from '../fact.ts';
import type { CniKnower, NodeJudgement } from '../knower.ts';
import { meshOf, nodesByAddress } from './bgp-mesh.ts';
import { type BgpNeed, bgpNeed } from './bgp-need.ts';
import { blockRoutes, type PeerBlock } from './block-routes.ts';
import { felixSpecFor } from './felix.ts';
import { gatherCalicoNode } from './gather-node.ts';
import { gatherCalico } from './gather-shared.ts';
import type { CalicoPool } from './ip-pool.ts';
import { judgeNodeAddresses } from './judge-addresses.ts';
import { judgeBgp } from './judge-bgp.ts';
import { calicoClusterJudgement } from './judge-cluster.ts';
import { dropFindings } from './judge-drops.ts';
import type { CalicoOwn } from './own.ts';
import type { CalicoShared } from './shared.ts';
import { judgeTunnel } from './tunnel.ts';
import { isCalicoNode } from './tunnel-ends.ts';

type Cluster = ClusterEvidence<CalicoShared>;

/** Calico, installed by its operator or by a manifest. */
export const calico: CniKnower<CalicoShared, CalicoOwn> = {
  columns({ objects, shared }): readonly CniColumn[] {
    return [
      { key: 'bgp', title: 'BGP' },
      { key: 'blocks', title: 'ROUTES' },
      ...(usesVxlan(shared) ? [{ key: 'vxlan', title: 'VTEPS' }] : []),
      ...(givesAddresses(objects, shared) ? [{ key: 'addresses', title: 'IPS' }] : []),
    ];
  },
  gatherShared: gatherCalico,
  expects,
  gatherNode(record, reach, { objects, shared }) {
    const [first] = objects.nodes.keys();
    return gatherCalicoNode(record, reach, {
      need: needOf(objects, shared),
      shared,
      bpf: carriedByBpf(shared, record.name),
      asksCalicoctl: record.name === first,
    });
  },
  judgeNode(record, evidence, cluster): NodeJudgement {
    const { objects, shared } = cluster;
    const peers = [...objects.nodes.values()].filter((peer) => peer.name !== record.name && isCalicoNode(peer));
    const own = evidence.own;
    const unasked = { known: false as const, why: evidence.problem ?? 'It was not asked.', from: undefined };
    const bgp = judgeBgp(record.name, own?.sessions ?? unasked, {
      need: needOf(objects, shared),
      nodesByAddress: nodesByAddress(objects.nodes.values()),
      mesh: meshAround(record, cluster),
    });
    const routes = blockRoutes(record, evidence.facts, peerBlocks(record, cluster), peers);
    const tunnel = usesVxlan(shared) ? judgeTunnel(record, evidence.facts, peers) : undefined;
    const addresses =
      shared !== undefined && givesAddresses(objects, shared)
        ? judgeNodeAddresses(record.name, shared.ipam, valueOf(shared.ipamSettings), record.agent?.podsOnNode ?? 0)
        : undefined;
    return {
      cells: {
        bgp: bgp.cell,
        blocks: routes.cell,
        ...(tunnel && { vxlan: tunnel.cell }),
        ...(addresses && { addresses: addresses.cell }),
      },
      findings: [
        ...registration(record),
        ...bgp.findings,
        ...routes.findings,
        ...(tunnel?.findings ?? []),
        ...(addresses?.findings ?? []),
        ...probeFindings(record, evidence),
        ...logFindings(record, evidence),
        ...dropFindings(record.name, own?.drops),
      ],
    };
  },
  judgeCluster: (cluster, nodes) =>
    calicoClusterJudgement(
      cluster,
      nodes,
      needOf(cluster.objects, cluster.shared),
      givesAddresses(cluster.objects, cluster.shared),
    ),
};

function expects(objects: CniObjects, shared: CalicoShared | undefined): CniExpectations {
  const pools = poolsIn(shared).filter(({ disabled }) => disabled !== true);
  const [first] = pools;
  const same = first !== undefined && pools.every(({ encapsulation }) => encapsulation === first.encapsulation);
  const device = { vxlan: 'vxlan.calico', ipip: 'tunl0', none: undefined } as const;
  const prefix = valueOf(shared?.felix)
    ?.flatMap(({ spec }) => spec['interfacePrefix'] ?? [])
    .find((one) => typeof one === 'string');
  return {
    nodePodCidrs: ipamOf(objects, shared) === 'host-local',
    // Blocks and not podCIDRs are what Calico makes routes to.
    routesToPodCidrs: false,
    tunnel:
      same && first.encapsulation !== undefined
        ? { encapsulation: first.encapsulation, device: device[first.encapsulation] }
        : undefined,
    directRouting: pools.some(({ crossSubnet, encapsulation }) => crossSubnet || encapsulation === 'none'),
    isMember: isCalicoNode,
    bridge: undefined,
    podDevices: /^[\w,]+$/.test(prefix ?? '') ? new RegExp(`^(?:${prefix?.replaceAll(',', '|')})`) : /^cali/,
    pluginTypes: ['calico'],
    bypassesKernel: carriedByBpf(shared, undefined),
  };
}

function poolsIn(shared: CalicoShared | undefined): readonly CalicoPool[] {
  return valueOf(shared?.pools) ?? [];
}

function usesVxlan(shared: CalicoShared | undefined): boolean {
  return poolsIn(shared).some(({ encapsulation }) => encapsulation === 'vxlan');
}

function carriedByBpf(shared: CalicoShared | undefined, node: string | undefined): boolean {
  const installed = valueOf(shared?.installation)?.dataplane === 'BPF';
  return installed || felixSpecFor(node, valueOf(shared?.felix) ?? [])['bpfEnabled'] === true;
}

/** Who gives pods their addresses, by the operator or by the configuration that the manifest installs. */
function ipamOf(
  { configMaps, summary }: CniObjects,
  shared: CalicoShared | undefined,
): 'calico' | 'host-local' | 'other' {
  const told = valueOf(shared?.installation)?.ipam;
  if (told !== undefined) return told === 'Calico' ? 'calico' : told === 'HostLocal' ? 'host-local' : 'other';
  const text = configMapOf(configMaps, summary.namespace)?.['cni_network_config'] ?? '';
  const [, type] = /"ipam"\s*:\s*\{[^}]*"type"\s*:\s*"([\w-]+)"/.exec(text) ?? [];
  return type === undefined || type === 'calico-ipam' ? 'calico' : type === 'host-local' ? 'host-local' : 'other';
}

function configMapOf(
  maps: CniObjects['configMaps'],
  namespace: string | undefined,
): Readonly<Record<string, string>> | undefined {
  return maps.get(`${namespace}/calico-config`) ?? maps.get('kube-system/calico-config');
}

function givesAddresses(objects: CniObjects, shared: CalicoShared | undefined): boolean {
  return ipamOf(objects, shared) === 'calico';
}

function needOf({ configMaps, summary }: CniObjects, shared: CalicoShared | undefined): BgpNeed {
  return bgpNeed({
    pools: shared?.pools ?? { known: false, why: 'They have not been read yet.', from: undefined },
    operatorBgp: valueOf(shared?.installation)?.bgp,
    backend: configMapOf(configMaps, summary.namespace)?.['calico_backend'],
    felixRoutes: routesByFelix(shared),
  });
}

function routesByFelix(shared: CalicoShared | undefined): string | undefined {
  const told = felixSpecFor(undefined, valueOf(shared?.felix) ?? [])['programClusterRoutes'];
  return typeof told === 'string' ? told : undefined;
}

function meshAround(record: CniNodeRecord, { objects, shared }: Cluster): ReadonlyMap<string, string> | undefined {
  const settings = valueOf(shared?.bgp);
  if (settings === undefined) return undefined;
  return settings.mesh ? meshOf(record, objects.nodes.values()) : undefined;
}

/** The blocks of other nodes, each with how its pool's packets travel; undefined where the blocks are not known. */
function peerBlocks(record: CniNodeRecord, { objects, shared }: Cluster): readonly PeerBlock[] | undefined {
  const ipam = valueOf(shared?.ipam);
  if (ipam === undefined) return undefined;
  return [...ipam.use.nodes].flatMap(([name, { blocks }]) => {
    const node = objects.nodes.get(name);
    if (node === undefined || name === record.name) return [];
    return blocks.map(({ cidr, pool }) => {
      const of = poolsIn(shared).find((one) => one.name === pool);
      return { cidr, node, encapsulation: of?.encapsulation, crossSubnet: of?.crossSubnet ?? false };
    });
  });
}

/** A node that calico-node has not written its address on is not known to the others. */
function registration(record: CniNodeRecord): readonly CniFinding[] {
  if (isCalicoNode(record)) return [];
  return [
    finding(
      'calico/registered',
      record.agent?.pod === undefined ? 'unknown' : 'fault',
      `Calico has not written the address of ${record.name} on its Node: the others know no way to it.`,
      { nextStep: `See the log of calico-node on ${record.name}, and how it finds the node’s address.` },
    ),
  ];
}

function probeFindings({ name, agent }: CniNodeRecord, { own }: NodeEvidence<CalicoOwn>): readonly CniFinding[] {
  if (own?.probeFailures.known !== true) return [];
  const reasons = own.probeFailures.value.flatMap((message) => parseCalicoNodeEvents(message.split('\n')).items);
  const meanings = [...new Set(reasons.map(({ reason }) => calicoProbeMeaning(reason)))];
  const health = agent?.ready === true ? 'warning' : 'fault';
  return meanings.map((meaning) =>
    finding('calico/readiness', health, fullStop(`Probes of calico-node on ${name} failed: ${meaning}`), {
      from: [own.probeFailures],
    }),
  );
}

function logFindings({ name }: CniNodeRecord, { own }: NodeEvidence<CalicoOwn>): readonly CniFinding[] {
  if (own?.log.known !== true) return [];
  const meanings = new Map(own.log.value.map(({ mark, meaning }) => [meaning ?? '', mark]));
  return [...meanings].map(([meaning, mark]) =>
    finding(
      'calico/log',
      mark === 'sick' ? 'warning' : 'unknown',
      fullStop(`The log of calico-node on ${name} tells: ${meaning}`),
      {
        from: [own.log],
      },
    ),
  );
}
