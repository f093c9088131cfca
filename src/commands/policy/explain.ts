import { PlumblineError } from '../../contracts/errors.ts';
import { portOf } from '../../link/split-port.ts';
import { compileProgram } from '../../policy/compile-program.ts';
import type { PolicyProgram } from '../../policy/model/policy.ts';
import type { PolicySnapshot } from '../../policy/model/snapshot.ts';
import type { FlowVerdict } from '../../policy/model/verdict.ts';
import { type NearMiss, nearMisses } from '../../policy/near-miss/near-miss.ts';
import { type SmallestChange, smallestChanges } from '../../policy/smallest-change/smallest-changes.ts';
import { jsonDocument, type PolicyAnswer } from './answer.ts';
import { explanationText, shownGroups } from './explain-text.ts';
import { explanationJson } from './explain-json.ts';
import { findEnd } from './find-end.ts';
import { judge, type JudgedPair } from './judge.ts';
import type { PolicyOptions } from './options.ts';

/** Real flows of one question that came out the same, and the first of them to tell about. */
export interface ExplainedGroup {
  readonly pair: JudgedPair;
  /** How many flows it stands for. */
  readonly count: number;
  readonly nearMisses: readonly NearMiss[];
  /** What would open the flow, the smallest first; none where no port was asked for. */
  readonly changes: readonly SmallestChange[];
}

/** `policy explain`: whether a flow is allowed, by which rule on each side, and what is nearest to allowing it. */
export function explainAnswer(snapshot: PolicySnapshot, options: PolicyOptions<'explain'>): PolicyAnswer {
  const { protocol } = options;
  const from = findEnd(options.from, snapshot);
  const to = findEnd(options.to, snapshot);
  if (from.port !== undefined) throw usage(`--from '${options.from}' has a port: only the destination has one.`);
  const port = portAsked(options, to.port);
  const program = compileProgram(snapshot);
  const judgement = judge(program, snapshot, { from, to, traffic: { protocol }, port });
  const groups = groupsOf(judgement.pairs).map(
    (group, index): ExplainedGroup =>
      // Weighing changes takes long, and beyond these nobody reads.
      index < shownGroups
        ? { ...group, ...remedies(program, snapshot, group.pair) }
        : { ...group, nearMisses: [], changes: [] },
  );
  const asked = { from, to, protocol, port, allowed: judgement.allowed, problem: judgement.problem };
  return {
    text:
      options.output === 'json'
        ? jsonDocument('PolicyExplanation', explanationJson(snapshot, options, asked, groups))
        : explanationText(snapshot, asked, groups),
    notes: [],
    exitCode: options.exitCode
      ? { yes: 0 as const, no: 1 as const, mixed: 1 as const, undecidable: 3 as const }[judgement.allowed]
      : snapshot.missing.length > 0
        ? 3
        : 0,
  };
}

/** The rules that are worth a look, none that would need the flow to be another one altogether, and what would open it. */
function remedies(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  { verdict, connections }: JudgedPair,
): Pick<ExplainedGroup, 'nearMisses' | 'changes'> {
  const near = nearMisses(program, snapshot, verdict);
  const shown = near
    .map((one) => ({
      ...one,
      // Where no port was asked for, the verdict is of one of many: that port is nobody's question.
      unmet:
        connections === undefined
          ? one.unmet
          : one.unmet.filter(({ on, expected }) => on !== 'traffic' || !expected.startsWith('port')),
    }))
    .filter(({ unmet }) => unmet.length > 0 && unmet.length <= mostUnmet);
  return {
    nearMisses: shown,
    changes: connections === undefined ? smallestChanges(program, snapshot, verdict, near) : [],
  };
}

const mostUnmet = 3;

function portAsked({ port, to, protocol }: PolicyOptions<'explain'>, inEnd: number | string | undefined) {
  const given =
    port === undefined
      ? inEnd
      : portOf(port, () => usage(`--port '${port}' is neither a number from 1 to 65535 nor a port name.`));
  if (inEnd !== undefined && given !== inEnd)
    throw usage(`--to '${to}' names port ${inEnd} and --port ${given}: give one.`);
  if (given !== undefined && protocol.startsWith('ICMP')) throw usage(`${protocol} has no ports.`);
  return given;
}

function usage(sentence: string): PlumblineError {
  return new PlumblineError(sentence, { kind: 'usage', operation: 'policy explain' });
}

/** Flows with the same outcome for the same reason on both sides are told once. */
function groupsOf(pairs: readonly JudgedPair[]): readonly { readonly pair: JudgedPair; readonly count: number }[] {
  const groups = [...Map.groupBy(pairs, ({ verdict }) => fingerprint(verdict)).values()];
  return groups.flatMap((members) => {
    const [pair] = members;
    return pair === undefined ? [] : [{ pair, count: members.length }];
  });
}

function fingerprint({ egress, ingress }: FlowVerdict): string {
  const side = ({ outcome, basis, decidedBy, isolatedBy }: FlowVerdict['egress']) => [
    outcome,
    basis,
    decidedBy,
    isolatedBy,
  ];
  return JSON.stringify([side(egress), side(ingress)]);
}
