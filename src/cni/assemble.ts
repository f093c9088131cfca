import type { CniCell, CniFinding, CniHealth, CniNode, CniState } from '../contracts/cni.ts';
import type { Pieces } from '../policy/pieces.ts';
import { countWords, listWords } from '../text/words.ts';
import { clockFindings } from './common/clocks.ts';
import { commonColumns } from './common/judge.ts';
import type { ClusterEvidence, NodeEvidence } from './evidence.ts';
import type { CniKnower } from './knower.ts';
import { oddities } from './oddities.ts';
import { byGravity } from './words.ts';

/** One node as it was judged by itself. */
export interface JudgedNode<Own> {
  readonly evidence: NodeEvidence<Own> | undefined;
  readonly cluster: unknown;
  readonly cells: Readonly<Record<string, CniCell>>;
  readonly findings: readonly CniFinding[];
  readonly traits: Readonly<Record<string, string>>;
}

/** A row, with all findings of its node. */
export interface AssembledRow {
  readonly node: CniNode;
  readonly findings: readonly CniFinding[];
  readonly text: string;
}

export interface Assembled {
  readonly state: Omit<CniState, 'deep' | 'looking' | 'asOf'>;
  readonly rows: ReadonlyMap<string, AssembledRow>;
}

/** Puts judged nodes side by side. Rows that say the same as before are the same objects. */
export function* assembleState<Shared, Own>(
  knower: CniKnower<Shared, Own>,
  cluster: ClusterEvidence<Shared>,
  judged: ReadonlyMap<string, JudgedNode<Own>>,
  evidence: ReadonlyMap<string, NodeEvidence<Own>>,
  before: ReadonlyMap<string, AssembledRow>,
): Pieces<Assembled> {
  const odd = oddities(new Map([...judged].map(([name, { traits }]) => [name, traits])));
  yield;
  const whole = knower.judgeCluster(cluster, evidence);
  yield;
  const clocks = clockFindings(evidence);
  const rows = new Map<string, AssembledRow>();
  for (const [name, one] of judged) {
    const findings = byGravity([...one.findings, ...(whole.ofNodes?.get(name) ?? []), ...(clocks.get(name) ?? [])]);
    const { way, problem, at } = one.evidence ?? { way: undefined, problem: undefined, at: undefined };
    const shown = findings.filter(({ health }) => health !== 'ok');
    const node: CniNode = {
      node: name,
      health: healthOf(findings, one),
      cells: one.cells,
      findings: shown,
      odd: odd.get(name) ?? [],
      way,
      problem,
      at,
    };
    const text = JSON.stringify(node);
    const known = before.get(name);
    rows.set(name, known?.text === text ? { ...known, findings } : { node, findings, text });
    yield;
  }
  const nodes = [...rows.values()].map(({ node }) => node);
  const { summary } = cluster.objects;
  return {
    rows,
    state: {
      name: summary.name,
      sentence: sentenceOf(cluster, nodes),
      facts: whole.facts,
      findings: byGravity(whole.findings).filter(({ health }) => health !== 'ok'),
      columns: [...commonColumns(cluster.expects), ...knower.columns(cluster)],
      nodes,
    },
  };
}

/** What need not be known for a node to be well: it is not seen from a container on the node, or takes rights. */
const sideMatters: ReadonlySet<string> = new Set(['common/cni-conf', 'common/conntrack', 'common/rp-filter']);

/** The gravest of what was found; never well where the node itself, or what its cells are for, could not be looked at. */
function healthOf(findings: readonly CniFinding[], { evidence, cells }: JudgedNode<unknown>): CniHealth {
  const [gravest] = findings;
  if (gravest?.health === 'fault' || gravest?.health === 'warning') return gravest.health;
  const unseen =
    evidence?.facts === undefined ||
    findings.some(({ id, health }) => health === 'unknown' && !sideMatters.has(id)) ||
    Object.values(cells).some(({ health }) => health === 'unknown');
  return unseen ? 'unknown' : 'ok';
}

function sentenceOf({ objects: { summary } }: ClusterEvidence<unknown>, nodes: readonly CniNode[]): string {
  const name = [summary.name === 'unknown' ? 'A CNI that plumbline does not know' : summary.name, summary.version]
    .filter((word) => word !== undefined)
    .join(' ');
  const kind = summary.backend === undefined ? name : `${name} (${summary.backend})`;
  const of = (health: CniHealth) => nodes.filter((node) => node.health === health).map(({ node }) => node);
  const faults = of('fault');
  const warnings = of('warning');
  const unknown = of('unknown');
  const parts = [
    ...(faults.length === 0 ? [] : [`faults on ${someOf(faults)}`]),
    ...(warnings.length === 0 ? [] : [`something odd on ${someOf(warnings)}`]),
    ...(unknown.length === 0 ? [] : [`not known: ${someOf(unknown)}`]),
  ];
  if (nodes.length === 0) return `${kind}; no node is known.`;
  if (parts.length === 0) return `${kind}; ${countWords(nodes.length, 'node')}, all well.`;
  return `${kind}; ${parts.join('; ')}.`;
}

function someOf(names: readonly string[]): string {
  return names.length > 3 ? `${names.length} nodes` : listWords(names);
}
