import type { CniCell, CniColumn, CniFinding } from '../../contracts/cni.ts';
import type { NodeFacts } from '../../contracts/node-facts.ts';
import { type ClusterEvidence, type CniExpectations, type CniNodeRecord, gravity } from '../evidence.ts';
import { addressFindings } from './addresses.ts';
import { agentCell, agentFindings } from './agent.ts';
import { bridgedRule } from './bridged.ts';
import { configurationRule } from './configuration.ts';
import { connectionsRule } from './connections.ts';
import { devicesRule } from './devices-up.ts';
import { forwardingRule } from './forwarding.ts';
import { iptablesRule } from './iptables.ts';
import { mtuCell, mtuRule, mtuTraits } from './mtu.ts';
import { neighbourTableRule } from './neighbour-table.ts';
import { podCidrFindings } from './pod-cidrs.ts';
import { reversePathRule } from './reverse-path.ts';
import { routesCell, routesRule } from './routes.ts';
import type { Rule } from './rule.ts';

/** What is judged on every node that was looked at, whichever CNI it has. */
const rules: readonly Rule[] = [
  routesRule,
  devicesRule,
  mtuRule,
  forwardingRule,
  reversePathRule,
  bridgedRule,
  connectionsRule,
  neighbourTableRule,
  iptablesRule,
  configurationRule,
];

/** The columns that every CNI has. */
export function commonColumns({ routesToPodCidrs }: CniExpectations): readonly CniColumn[] {
  return [
    { key: 'agent', title: 'AGENT' },
    ...(routesToPodCidrs ? [{ key: 'routes', title: 'ROUTES' }] : []),
    { key: 'mtu', title: 'MTU' },
    { key: 'kernel', title: 'KERNEL' },
  ];
}

/** What is found on one node, whichever CNI it has; without facts only what its objects say. */
export function commonFindings(
  record: CniNodeRecord,
  facts: NodeFacts | undefined,
  cluster: ClusterEvidence<unknown>,
): readonly CniFinding[] {
  const { objects, expects } = cluster;
  return [
    ...agentFindings(record, objects),
    ...podCidrFindings(record, objects, expects),
    ...addressFindings(record, objects),
    ...(facts === undefined ? [] : rules.flatMap((rule) => rule({ record, facts, cluster }))),
  ];
}

/** The cells of the common columns. */
export function commonCells(
  record: CniNodeRecord,
  facts: NodeFacts | undefined,
  cluster: ClusterEvidence<unknown>,
  findings: readonly CniFinding[],
): Readonly<Record<string, CniCell>> {
  return {
    agent: agentCell(record, cluster.objects),
    ...(cluster.expects.routesToPodCidrs ? { routes: routesCell(record, facts, cluster, findings) } : {}),
    mtu: mtuCell(facts, cluster.expects, findings),
    kernel: kernelCell(findings),
  };
}

/** What of the kernel stops pods' packets shares a cell, in these words. */
const kernelWords: Readonly<Record<string, string>> = {
  'common/ip-forward': 'ip_forward',
  'common/rp-filter': 'rp_filter',
  'common/bridged': 'bridge-nf',
  'common/conntrack': 'conntrack',
  'common/neighbour-table': 'neighbours',
  'common/iptables-mix': 'iptables',
  'common/forward-policy': 'FORWARD',
};

/** The gravest of what the kernel's settings say, named; 'ok' only where forwarding was read. */
function kernelCell(findings: readonly CniFinding[]): CniCell {
  const [gravest] = findings
    .filter(({ id }) => kernelWords[id] !== undefined)
    .toSorted((one, other) => gravity[one.health] - gravity[other.health]);
  if (gravest !== undefined && (gravest.health === 'fault' || gravest.health === 'warning'))
    return { text: kernelWords[gravest.id] ?? gravest.id, health: gravest.health };
  const forwards = findings.some(({ id, health }) => id === 'common/ip-forward' && health === 'ok');
  return forwards ? { text: 'ok', health: 'ok' } : { text: '?', health: 'unknown' };
}

/** What should be the same on most nodes. */
export function commonTraits(
  facts: NodeFacts | undefined,
  { expects }: ClusterEvidence<unknown>,
): Readonly<Record<string, string>> {
  if (facts === undefined) return {};
  return { ...mtuTraits(facts, expects), ...(facts.kernel.known ? { kernel: facts.kernel.value } : {}) };
}
