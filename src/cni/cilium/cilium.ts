import type { CniCell, CniFinding } from '../../contracts/cni.ts';
import { fullStop } from '../../text/words.ts';
import { ciliumStatusMeaning } from '../../tools/cilium/status-reading.ts';
import { finding } from '../common/rule.ts';
import type { ClusterEvidence, CniExpectations, CniNodeRecord, CniObjects } from '../evidence.ts';
import { valueOf } from '../fact.ts';
import type { ClusterJudgement, CniKnower, NodeJudgement } from '../knower.ts';
import { ciliumConfig, ciliumTunnel, judgeConfiguration } from './configuration.ts';
import type { CiliumOwn, CiliumShared } from './evidence.ts';
import { gatherCilium, gatherCiliumNode } from './gather.ts';
import { judgeDrops } from './judge-drops.ts';
import { judgeEndpoints } from './judge-endpoints.ts';
import { judgeHealth } from './judge-health.ts';
import { judgeNames, judgePolicyMaps, judgeTunnelMap } from './judge-maps.ts';

type Cluster = ClusterEvidence<CiliumShared>;

/** Cilium from 1.10 on. */
export const cilium: CniKnower<CiliumShared, CiliumOwn> = {
  columns: () => [
    { key: 'status', title: 'STATUS' },
    { key: 'mesh', title: 'HEALTH' },
    { key: 'endpoints', title: 'ENDPOINTS' },
    { key: 'drops', title: 'DROPS' },
  ],
  gatherShared: gatherCilium,
  expects,
  gatherNode: (record, reach, { objects, shared }) => gatherCiliumNode(record, reach, objects, shared),
  judgeNode(record, { own }, cluster): NodeJudgement {
    const registered = registration(record, cluster);
    if (own === undefined) return { cells: {}, findings: registered };
    const { objects, shared } = cluster;
    const status = judgeStatus(record.name, own);
    const health = judgeHealth(record.name, own.health);
    const endpoints = judgeEndpoints(record.name, own, shared?.managed);
    const drops = judgeDrops(record.name, own);
    const peers = [...objects.nodes.values()].filter(({ name }) => name !== record.name);
    const names = valueOf(shared?.names);
    return {
      cells: { status: status.cell, mesh: health.cell, endpoints: endpoints.cell, drops: drops.cell },
      findings: [
        ...registered,
        ...status.findings,
        ...health.findings,
        ...endpoints.findings,
        ...drops.findings,
        ...judgePolicyMaps(record.name, own, ciliumConfig(objects)),
        ...(names === undefined ? [] : judgeNames(record.name, own, names)),
        ...judgeTunnelMap(record, own, peers, valueOf(shared?.nodes)),
        ...saidByLog(record, own),
      ],
      traits: traitsOf(own),
    };
  },
  judgeCluster({ objects, shared }): ClusterJudgement {
    const configuration = judgeConfiguration(objects);
    const nodes = shared?.nodes;
    return {
      facts: [
        ...configuration.facts,
        nodes?.known === true
          ? {
              name: 'CiliumNodes',
              text: `${nodes.value.length} for ${objects.nodes.size} nodes`,
              health: nodes.value.length >= objects.nodes.size ? 'ok' : 'warning',
            }
          : {
              name: 'CiliumNodes',
              text: nodes === undefined ? 'not read yet' : fullStop(nodes.why),
              health: 'unknown',
            },
      ],
      findings: configuration.findings,
    };
  },
};

function expects(objects: CniObjects, shared: CiliumShared | undefined): CniExpectations {
  const config = ciliumConfig(objects);
  const tunnel = ciliumTunnel(config);
  const ipam = config?.['ipam'];
  const registered = valueOf(shared?.nodes);
  return {
    // Other modes than kubernetes give podCIDRs of Cilium's own, or single addresses.
    nodePodCidrs: ipam === 'kubernetes',
    // By a tunnel eBPF finds the way, natively the network may: neither needs a route for each node.
    routesToPodCidrs: false,
    tunnel: tunnel && { encapsulation: tunnel, device: tunnel === 'none' ? undefined : `cilium_${tunnel}` },
    directRouting: true,
    isMember: (node) => registered?.some(({ name }) => name === node.name) ?? false,
    bridge: undefined,
    podDevices: /^lxc/,
    pluginTypes: ['cilium-cni'],
    bypassesKernel: true,
  };
}

function judgeStatus(
  node: string,
  { status, program }: CiliumOwn,
): { readonly cell: CniCell; readonly findings: readonly CniFinding[] } {
  const from = [status];
  if (!status.known)
    return {
      cell: { text: '?', health: 'unknown' },
      findings: [
        finding('cilium/status', 'unknown', `How the agent of ${node} is is not known: ${fullStop(status.why)}`, {
          from,
        }),
      ],
    };
  const { state, sentence } = ciliumStatusMeaning(status.value);
  const controllers = status.value.controllers;
  const text = { ok: 'Ok', warning: 'Warning', fault: 'Failure', unknown: '?' }[state];
  return {
    cell: {
      text: controllers === undefined ? text : `${text} ${controllers.good}/${controllers.total}`,
      health: state,
    },
    findings: [
      finding('cilium/status', state, fullStop(`${program} status of ${node}: ${sentence}`), {
        ...(state === 'fault' && {
          nextStep: 'Look at the agent’s log, and at the controllers that fail (status --all-controllers).',
        }),
        from,
      }),
    ],
  };
}

/** Rows of the status that should be the same on all nodes. */
function traitsOf({ status }: CiliumOwn): Readonly<Record<string, string>> {
  if (!status.known) return {};
  const shared = [
    'KubeProxyReplacement',
    'Host Routing',
    'Routing',
    'Masquerading',
    'BandwidthManager',
    'Encryption',
    'Host firewall',
    'CNI Chaining',
  ];
  return Object.fromEntries(
    status.value.items.flatMap((item) =>
      item.kind === 'setting' && shared.includes(item.name) ? [[item.name, item.value.replace(/\s*\[.*$/, '')]] : [],
    ),
  );
}

/** A node without a CiliumNode is not known to the others' agents. */
function registration(record: CniNodeRecord, { shared }: Cluster): readonly CniFinding[] {
  if (shared?.nodes.known !== true || shared.nodes.value.some(({ name }) => name === record.name)) return [];
  return [
    finding(
      'cilium/registered',
      'fault',
      `${record.name} has no CiliumNode: the agents of the others know no way to it.`,
      {
        nextStep: `Look at the agent’s log on ${record.name}.`,
        from: [shared.nodes],
      },
    ),
  ];
}

function saidByLog({ name, agent }: CniNodeRecord, { log, probeFailures }: CiliumOwn): readonly CniFinding[] {
  const meanings = log.known
    ? new Map(log.value.map(({ mark, meaning }) => [meaning ?? '', mark]))
    : new Map<string, string>();
  return [
    ...(probeFailures.known ? probeFailures.value.slice(0, 2) : []).map((message) =>
      finding(
        'cilium/readiness',
        agent?.ready === true ? 'warning' : 'fault',
        fullStop(`A probe of the agent on ${name} failed: ${message}`),
        {
          from: [probeFailures],
        },
      ),
    ),
    ...[...meanings].map(([meaning, mark]) =>
      finding(
        'cilium/log',
        mark === 'sick' ? 'warning' : 'unknown',
        fullStop(`The log of the agent on ${name} tells: ${meaning}`),
        { from: [log] },
      ),
    ),
  ];
}
