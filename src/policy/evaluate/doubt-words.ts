import type { Condition } from '../model/condition.ts';
import type { Party } from '../model/party.ts';
import { type ConditionContext, evaluateCondition } from './condition.ts';
import { policyWords } from './names.ts';
import { peerContext, type Side, subjectContext } from './side.ts';
import type { Doubt } from './tier.ts';

/** Why something is not known, as a clause, and whether it is the API that leaves it open. */
export interface Why {
  readonly reason: string;
  readonly openByApi: boolean;
}

/** A doubt as a sentence. */
export function doubtWords(doubt: Doubt, side: Side): Why {
  const { policy, rule, tiedWith } = doubt;
  const name = policyWords(policy.reference);
  if (tiedWith !== undefined) {
    const reason = `${name} and ${policyWords(tiedWith.reference)} have the same priority and disagree: the API leaves open which of them holds.`;
    return { reason, openByApi: true };
  }
  const [problem] = policy.notUnderstood;
  if (problem !== undefined) return { reason: `${name} is not understood: ${problem}`, openByApi: false };
  const why =
    rule === undefined
      ? whyUnknown(policy.subject, side.subject, subjectContext(side))
      : (whyUnknown(rule.peer, side.peer, peerContext(side)) ??
        (rule.subject && whyUnknown(rule.subject, side.subject, subjectContext(side))) ??
        whyTraffic(side));
  const what = rule === undefined ? 'applies' : `matches with ${side.direction} rule ${rule.number}`;
  if (why === undefined) return { reason: `It is not known whether ${name} ${what}.`, openByApi: false };
  return { reason: `It is not known whether ${name} ${what}: ${why.reason}.`, openByApi: why.openByApi };
}

/** The first leaf that keeps a condition from being decided; undefined when it is decided. */
export function whyUnknown(condition: Condition, party: Party, context: ConditionContext): Why | undefined {
  if (evaluateCondition(condition, party, context) !== 'unknown') return undefined;
  switch (condition.is) {
    case 'every':
    case 'some':
      return condition.of.map((one) => whyUnknown(one, party, context)).find((why) => why !== undefined);
    case 'not':
      return whyUnknown(condition.of, party, context);
    case 'undecidable':
      return { reason: condition.reason, openByApi: condition.openByApi === true };
    default:
      return { reason: leafReason(condition, party), openByApi: false };
  }
}

function leafReason(condition: Condition, party: Party): string {
  const name = party.kind === 'outside' ? party.address : party.name;
  if (condition.is === 'label')
    return condition.owner === 'pod'
      ? `the labels of ${name} are not known`
      : `the labels of the ${condition.owner.replace('-', ' ')} of ${name} were not read`;
  if (condition.is === 'own-node') return `the node of ${name} is not known`;
  return party.kind !== 'outside' && party.addresses.length > 0
    ? `only some of the addresses of ${name} are in the range`
    : `the address of ${name} is not known`;
}

function whyTraffic({ traffic }: Side): Why {
  return {
    reason: traffic.port === undefined ? 'no port was given' : 'the family of the addresses is not known',
    openByApi: false,
  };
}
