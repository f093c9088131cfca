import type { CniFact, CniFinding } from '../../contracts/cni.ts';
import type { Fact } from '../../contracts/node-facts.ts';
import { finding } from '../common/rule.ts';
import type { ClusterEvidence, NodeEvidence } from '../evidence.ts';
import { valueOf } from '../fact.ts';
import type { ClusterJudgement } from '../knower.ts';
import type { BgpNeed } from './bgp-need.ts';
import { felixFacts, felixFindings } from './felix.ts';
import type { CalicoPool } from './ip-pool.ts';
import { judgeAddresses } from './judge-addresses.ts';
import { judgePools } from './judge-pools.ts';
import { judgeOperator } from './operator-status.ts';
import type { CalicoOwn } from './own.ts';
import type { CalicoShared } from './shared.ts';
import { tierFacts } from './tiers-words.ts';

/** What holds for Calico in the whole cluster. Pure. */
export function calicoClusterJudgement(
  { shared }: ClusterEvidence<CalicoShared>,
  nodes: ReadonlyMap<string, NodeEvidence<CalicoOwn>>,
  need: BgpNeed,
  givesAddresses: boolean,
): ClusterJudgement {
  if (shared === undefined)
    return { facts: [{ name: 'Calico’s objects', text: 'not read yet', health: 'unknown' }], findings: [] };
  const known = poolsOf(shared, nodes);
  const pools = judgePools(known, {
    nodes: shared.nodeLabels,
    foreign: shared.foreign,
    use: valueOf(shared.ipam)?.use.pools ?? [],
    givesAddresses,
  });
  const addresses = givesAddresses
    ? judgeAddresses(shared.ipam, shared.ipamSettings)
    : {
        facts: [
          { name: 'IPAM', text: 'addresses are given by another than Calico’s IPAM', health: 'unknown' as const },
        ],
        findings: [],
      };
  const operator = judgeOperator(shared.components, shared.installation);
  return {
    facts: [
      ...operator.facts,
      ...pools.facts,
      ...addresses.facts,
      bgpFact(shared, need),
      ...felixFacts(shared.felix),
      ...tierFacts(shared.tiers),
    ],
    findings: [
      ...contradiction(need, known),
      ...operator.findings,
      ...pools.findings,
      ...addresses.findings,
      ...felixFindings(shared.felix, valueOf(known)),
    ],
  };
}

/** By the API server, else as calicoctl on a node listed them. */
function poolsOf(
  { pools }: CalicoShared,
  nodes: ReadonlyMap<string, NodeEvidence<CalicoOwn>>,
): Fact<readonly CalicoPool[]> {
  if (pools.known) return pools;
  const told = [...nodes.values()].flatMap(({ own }) => own?.pools ?? []);
  return (
    told.find((fact) => fact.known) ?? {
      ...pools,
      why: [pools.why, ...told.flatMap((fact) => (fact.known ? [] : [fact.why]))].join(' '),
    }
  );
}

function bgpFact({ bgp }: CalicoShared, need: BgpNeed): CniFact {
  const settings = bgp.known
    ? `AS ${bgp.value.asNumber}, ${bgp.value.mesh ? 'a mesh of all nodes' : 'no mesh of nodes: peers as the BGPPeers say'}`
    : `its settings are not known: ${bgp.why}`;
  const health = need.state === 'contradicted' ? 'fault' : need.state === 'unknown' ? 'unknown' : 'ok';
  return { name: 'BGP', text: need.state === 'off' ? need.sentence : `${settings}. ${need.sentence}`, health };
}

function contradiction(need: BgpNeed, pools: Fact<unknown>): readonly CniFinding[] {
  if (need.state !== 'contradicted') return [];
  return [
    finding('calico/bgp-off', 'fault', need.sentence, {
      nextStep: 'Switch BGP on, or let the pool use VXLAN.',
      from: [pools],
    }),
  ];
}
