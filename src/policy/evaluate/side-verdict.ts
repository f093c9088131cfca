import { isSameReference } from '../reference.ts';
import type { PolicyProgram } from '../model/policy.ts';
import type { Enforcement } from '../model/snapshot.ts';
import type { Outcome, SideVerdict } from '../model/verdict.ts';
import { doubtWords } from './doubt-words.ts';
import { isSamePod, peerIsOwnNode } from './exceptions.ts';
import { openEnds } from './open-ends.ts';
import type { Side } from './side.ts';
import { ruleReference, stepsOf } from './steps.ts';
import type { Decision } from './tier.ts';
import { allowance, isolating, type SideWalk, walkSide } from './walk.ts';

/** What a side's verdict rests on beside the program. */
export interface SideContext {
  readonly enforcement: Enforcement;
  readonly missing: readonly string[];
  /** Why there can be no such flow, as a sentence; undefined when there can. */
  readonly noFlow: string | undefined;
}

/** What the policies declare for one side of a flow. */
export function sideVerdict(program: PolicyProgram, side: Side, context: SideContext): SideVerdict {
  if (side.subject.kind === 'outside') return plain('not-applicable', 'default', '');
  if (context.noFlow !== undefined) return plain('undecidable', 'policy', context.noFlow);
  if (isSamePod(side) && !side.throughService)
    return plain('allow', 'spec-exception', 'A pod can always reach itself at its own address.');
  if (side.direction === 'ingress' && peerIsOwnNode(side) === 'yes')
    return plain('allow', 'spec-exception', 'The node that a pod runs on can always reach it.');
  const [missing] = context.missing;
  if (missing !== undefined) return plain('undecidable', 'policy', missing);
  const enforced = saidIfUnknown(settled(program, program.tiers, side, context), program, context.enforcement);
  if (enforced.outcome === 'allow' && program.declared !== undefined) {
    const declared = settled(program, program.declared, side, context);
    if (declared.outcome !== 'allow') return notEnforced(program, enforced, declared);
  }
  if (program.staged === undefined) return enforced;
  const staged = settled(program, program.staged, side, context).outcome;
  return staged === enforced.outcome ? enforced : { ...enforced, staged };
}

/** The verdict of some tiers, with what the API leaves open settled by what is known of the CNI. */
function settled(program: PolicyProgram, tiers: PolicyProgram['tiers'], side: Side, context: SideContext): SideVerdict {
  const walk = walkSide(tiers, program.otherwise, side);
  const first = verdictOfWalk(walk, side);
  // Nodes are governed only by policies for hosts.
  if (side.subject.kind === 'node' && walk.tiers.every(({ applied }) => applied.length === 0))
    return plain('not-applicable', 'default', '');
  return openEnds(first, walk, side, context.enforcement, (openByApi) => {
    const again: Side = { ...side, openByApi };
    return verdictOfWalk(walkSide(tiers, program.otherwise, again), again);
  });
}

function verdictOfWalk(walk: SideWalk, side: Side): SideVerdict {
  const result = allowance(walk);
  const walked = stepsOf(walk, side);
  const isolatedBy = isolating(walk).map(({ reference }) => reference);
  const shared = { walk: walked, isolatedBy, provided: [] };
  if (result === 'undecidable') {
    const whys = walk.doubts.map((doubt) => doubtWords(doubt, side));
    // What the API leaves open is told apart only where nothing else is in doubt.
    const why = whys.find(({ openByApi }) => !openByApi) ?? whys[0];
    const basis = why?.openByApi === true ? 'undefined' : 'policy';
    return { ...shared, outcome: 'undecidable', basis, reason: why?.reason ?? '', decidedBy: undefined };
  }
  const decision = decisionOf(walk, result);
  const decidedBy = decision?.policy && ruleReference(decision.policy, side.direction, decision.rule);
  const outcome: Outcome = decision?.outcome ?? result;
  return {
    ...shared,
    isolatedBy: outcome === 'default-deny' ? isolatedBy : [],
    provided: result === 'allow' && walk.decisions.every(({ outcome: one }) => one !== 'allow') ? conditions(walk) : [],
    outcome,
    basis: decidedBy === undefined ? 'default' : 'policy',
    reason: '',
    decidedBy,
  };
}

/** The last decision is the one that holds when nothing before it does. */
function decisionOf({ decisions, conditional }: SideWalk, result: 'allow' | 'deny'): Decision | undefined {
  const last = decisions.at(-1);
  if (result === 'deny' || last?.outcome === 'allow') return last;
  return conditional[0];
}

/** Rules are alternatives; what one rule demands must all hold. */
function conditions({ conditional }: SideWalk): readonly string[] {
  const [only, ...others] = conditional.map(({ rule }) => rule?.provided ?? []);
  if (only === undefined || others.length === 0) return only ?? [];
  return [[only, ...others].map((clauses) => clauses.join(' and ')).join(', or ')];
}

/** Where nobody knows whether the deciding dialect is enforced at all, the verdict stays what is declared, and says so. */
function saidIfUnknown(verdict: SideVerdict, { tiers }: PolicyProgram, { dialects }: Enforcement): SideVerdict {
  const deciding = verdict.decidedBy?.policy;
  if (deciding === undefined || dialects === undefined) return verdict;
  const dialect = tiers
    .flatMap(({ policies }) => policies)
    .find(({ reference }) => isSameReference(reference, deciding))?.dialect;
  if (dialect === undefined || dialects[dialect] !== 'unknown') return verdict;
  const reason = `It is not known whether anything in this cluster enforces ${deciding.kind}.`;
  return { ...verdict, enforcementUnknown: true, reason: verdict.reason === '' ? reason : verdict.reason };
}

function notEnforced(program: PolicyProgram, enforced: SideVerdict, declared: SideVerdict): SideVerdict {
  const deciding = declared.decidedBy?.policy ?? declared.isolatedBy[0];
  const named = program.notEnforced.find(({ policy }) => deciding !== undefined && isSameReference(policy, deciding));
  return {
    ...enforced,
    basis: 'not-enforced-by-this-cni',
    reason: (named ?? program.notEnforced[0])?.why ?? '',
  };
}

function plain(outcome: Outcome, basis: SideVerdict['basis'], reason: string): SideVerdict {
  return { outcome, basis, reason, decidedBy: undefined, isolatedBy: [], provided: [], walk: [] };
}
