import type { CniCell, CniFinding } from '../contracts/cni.ts';
import { commonCells, commonFindings, commonTraits } from './common/judge.ts';
import type { JudgedNode } from './assemble.ts';
import type { ClusterEvidence, CniNodeRecord, NodeEvidence } from './evidence.ts';
import type { CniKnower, NodeJudgement } from './knower.ts';

/** Judges one node by what is common to all CNIs and by what its own knower sees. Pure. */
export function judgeNode<Shared, Own>(
  knower: CniKnower<Shared, Own>,
  record: CniNodeRecord,
  evidence: NodeEvidence<Own> | undefined,
  cluster: ClusterEvidence<Shared>,
): JudgedNode<Own> {
  const own: NodeJudgement =
    evidence === undefined ? { cells: {}, findings: [] } : knower.judgeNode(record, evidence, cluster);
  const common = commonFindings(record, evidence?.facts, cluster);
  const findings: readonly CniFinding[] = [...common, ...own.findings];
  const cells: Readonly<Record<string, CniCell>> = {
    ...commonCells(record, evidence?.facts, cluster, common),
    ...own.cells,
  };
  return { evidence, cluster, cells, findings, traits: { ...commonTraits(evidence?.facts, cluster), ...own.traits } };
}
