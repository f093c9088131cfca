import { PlumblineError } from '../../contracts/errors.ts';
import { portOf } from '../../link/split-port.ts';
import { compileProgram } from '../compile-program.ts';
import type { PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { FlowVerdict } from '../model/verdict.ts';
import { type NearMiss, nearMisses } from '../near-miss/near-miss.ts';
import { atOnce, type Pieces } from '../pieces.ts';
import { type SmallestChange, weighing } from '../smallest-change/smallest-changes.ts';
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

/** An answer, and whether some flow of it is denied that a change could open. */
export interface Explained extends PolicyAnswer {
  readonly openable: boolean;
}

/** Weighs what would open a denied flow: takes much longer than the verdict. */
export type Weigh = (verdict: FlowVerdict, near: readonly NearMiss[]) => Pieces<readonly SmallestChange[]>;

/** `policy explain`: whether a flow is allowed, by which rule on each side, and what is nearest to allowing it. */
export function explainAnswer(snapshot: PolicySnapshot, options: PolicyOptions<'explain'>): PolicyAnswer {
  const program = compileProgram(snapshot);
  return atOnce(
    explaining(program, snapshot, options, (verdict, near) => weighing({ program, snapshot }, verdict, near)),
  );
}

/** The same in pieces; without `weigh` no changes are told. */
export function* explaining(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  options: PolicyOptions<'explain'>,
  weigh: Weigh | undefined,
): Pieces<Explained> {
  const { protocol } = options;
  const from = findEnd(options.from, snapshot);
  const to = findEnd(options.to, snapshot);
  if (from.port !== undefined) throw usage(`--from '${options.from}' has a port: only the destination has one.`);
  const port = portAsked(options, to.port);
  const judgement = judge(program, snapshot, { from, to, traffic: { protocol }, port });
  const groups: ExplainedGroup[] = [];
  let openable = false;
  for (const [index, group] of groupsOf(judgement.pairs).entries()) {
    // Beyond these nobody reads.
    if (index >= shownGroups) {
      groups.push({ ...group, nearMisses: [], changes: [] });
      continue;
    }
    const { verdict, connections } = group.pair;
    const near = nearMisses(program, snapshot, verdict);
    const isAsked = connections === undefined && verdict.allowed === 'no';
    openable ||= isAsked;
    const changes = isAsked && weigh !== undefined ? yield* weigh(verdict, near) : [];
    groups.push({ ...group, nearMisses: worthALook(near, group.pair), changes });
  }
  const asked = { from, to, protocol, port, allowed: judgement.allowed, problem: judgement.problem };
  return {
    openable,
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

/** The rules that are worth a look, none that would need the flow to be another one altogether. */
function worthALook(near: readonly NearMiss[], { connections }: JudgedPair): readonly NearMiss[] {
  return near
    .map((one) => ({
      ...one,
      // Where no port was asked for, the verdict is of one of many: that port is nobody's question.
      unmet:
        connections === undefined
          ? one.unmet
          : one.unmet.filter(({ on, expected }) => on !== 'traffic' || !expected.startsWith('port')),
    }))
    .filter(({ unmet }) => unmet.length > 0 && unmet.length <= mostUnmet);
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
