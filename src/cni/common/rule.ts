import type { CniFinding, CniHealth } from '../../contracts/cni.ts';
import type { Fact, NodeFacts } from '../../contracts/node-facts.ts';
import type { ClusterEvidence, CniNodeRecord } from '../evidence.ts';
import { sourcesOf } from '../fact.ts';

/** What a rule about one node looks at. */
export interface RuleInput {
  readonly record: CniNodeRecord;
  readonly facts: NodeFacts;
  readonly cluster: ClusterEvidence<unknown>;
}

/** Judges one thing on a node that was looked at. Pure. Says nothing where the thing does not matter there. */
export type Rule = (input: RuleInput) => readonly CniFinding[];

/** A finding with the outputs that it rests on. */
export function finding(
  id: string,
  health: CniHealth,
  sentence: string,
  more: { readonly nextStep?: string; readonly from?: readonly (Fact<unknown> | undefined)[] } = {},
): CniFinding {
  return { id, health, sentence, nextStep: more.nextStep, from: sourcesOf(...(more.from ?? [])) };
}

/** What is not known because a fact is not: the facts' own words. */
export function unseen(id: string, what: string, ...facts: readonly Fact<unknown>[]): readonly CniFinding[] {
  const [first] = facts.flatMap((fact) => (fact.known ? [] : [fact]));
  return first === undefined ? [] : [finding(id, 'unknown', `${what} is not known: ${first.why}.`, { from: facts })];
}
