import type { Condition } from '../model/condition.ts';
import type { CompiledDirection, CompiledPolicy, CompiledRule, RuleAction, Tier } from '../model/policy.ts';
import type { TrafficTest } from '../model/traffic.ts';
import { partiesWords } from './parties.ts';
import { trafficTestsWords } from './traffic.ts';

/** One rule in words. */
export interface RuleWords {
  /** As an operator counts it, from 1 within its list. */
  readonly number: number;
  /** Its place in the object, for the line in the YAML. */
  readonly path: readonly (string | number)[];
  readonly action: RuleAction;
  /** 'from pods with app=web in the same namespace on TCP 80'. */
  readonly words: string;
}

/** One direction in words. */
export interface DirectionWords {
  /**
   * not-governed: the policy leaves this direction alone. deny-all: it selects and admits nothing. allow-all: it admits
   * everything. allow-some: what its rules name, and nothing else. by-rules: its rules decide in the words of each, as some
   * deny or pass, or it leaves open what none names.
   */
  readonly effect: 'not-governed' | 'deny-all' | 'allow-all' | 'allow-some' | 'by-rules';
  readonly rules: readonly RuleWords[];
  /** What becomes of what no rule matches, as far as this policy goes. */
  readonly otherwise: 'denied' | 'left-to-others';
}

/** A policy of any dialect in words. */
export interface CompiledWords {
  readonly selects: string;
  readonly ingress: DirectionWords;
  readonly egress: DirectionWords;
  readonly notUnderstood: readonly string[];
}

/** Says what a compiled policy does to what it selects, in the tier that it stands in. */
export function describeCompiled(policy: CompiledPolicy, { unmatched }: Pick<Tier, 'unmatched'>): CompiledWords {
  const { namespace } = policy.reference;
  return {
    selects: partiesWords(withoutNamespace(policy.subject, namespace), namespace),
    ingress: directionWords(policy.ingress, 'from', namespace, unmatched),
    egress: directionWords(policy.egress, 'to', namespace, unmatched),
    notUnderstood: policy.notUnderstood,
  };
}

function directionWords(
  direction: CompiledDirection | undefined,
  preposition: 'from' | 'to',
  own: string,
  unmatched: Tier['unmatched'],
): DirectionWords {
  if (direction === undefined) return { effect: 'not-governed', rules: [], otherwise: 'left-to-others' };
  const { rules, isolates } = direction;
  const otherwise = isolates && unmatched === 'deny' ? 'denied' : 'left-to-others';
  const matching = rules.filter((rule) => partiesWords(rule.peer, own) !== 'nobody');
  const words = merged(rules).map((rule) => ruleWords(rule, preposition, own));
  return { effect: effectOf(matching, otherwise), rules: words, otherwise };
}

function effectOf(rules: readonly CompiledRule[], otherwise: DirectionWords['otherwise']): DirectionWords['effect'] {
  const [first] = rules;
  if (first === undefined) return otherwise === 'denied' ? 'deny-all' : 'by-rules';
  if (rules.every(({ action }) => action === 'allow')) {
    if (rules.some(isForAll)) return 'allow-all';
    return otherwise === 'denied' ? 'allow-some' : 'by-rules';
  }
  if (first.action === 'deny' && isForAll(first)) return 'deny-all';
  return first.action === 'allow' && isForAll(first) && rules.every(({ action }) => action !== 'deny')
    ? 'allow-all'
    : 'by-rules';
}

/** Whether a rule matches whatever the policy governs. */
function isForAll({ peer, subject, traffic, provided = [] }: CompiledRule): boolean {
  const anyone = partiesWords(peer, '') === 'anyone';
  return anyone && subject === undefined && traffic === undefined && provided.length === 0;
}

/** Rules that differ only in the traffic that they admit are one rule of the object, taken apart. */
function merged(rules: readonly CompiledRule[]): readonly CompiledRule[] {
  const list: CompiledRule[] = [];
  for (const rule of rules) {
    const last = list.at(-1);
    const same =
      last !== undefined && last.peer === rule.peer && last.action === rule.action && sameProvided(last, rule);
    if (same && last.traffic !== undefined && rule.traffic !== undefined) {
      const traffic: readonly TrafficTest[] = [...last.traffic, ...rule.traffic];
      list[list.length - 1] = { ...last, traffic };
    } else list.push(rule);
  }
  return list;
}

function sameProvided(first: CompiledRule, second: CompiledRule): boolean {
  return (first.provided ?? []).join() === (second.provided ?? []).join();
}

function ruleWords(rule: CompiledRule, preposition: 'from' | 'to', own: string): RuleWords {
  const { number, path, action, peer, subject, traffic, provided = [] } = rule;
  const words = [
    ...(subject === undefined ? [] : [`for ${partiesWords(subject, own)},`]),
    `${preposition} ${partiesWords(peer, own)}`,
    `on ${trafficTestsWords(traffic)}`,
  ].join(' ');
  return { number, path, action, words: provided.length === 0 ? words : `${words}, if ${provided.join(' and ')}` };
}

/** That a namespaced policy selects in its own namespace needs no words. */
function withoutNamespace(subject: Condition, namespace: string): Condition {
  if (subject.is !== 'every' || namespace === '') return subject;
  const of = subject.of.filter((one) => one.is !== 'namespace' || one.names.length !== 1 || one.names[0] !== namespace);
  return { is: 'every', of };
}
