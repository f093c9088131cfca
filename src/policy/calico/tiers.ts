import { calicoNetworkPolicy } from '../reference.ts';
import { isFields } from '../../inventory/prune/fields.ts';
import type { CompiledPolicy, Tier } from '../model/policy.ts';
import type { PolicyObject } from '../model/snapshot.ts';
import { SpecReader } from '../spec-reader.ts';
import { isCalico } from './kinds.ts';
import { defaultTier } from './policy.ts';

interface CalicoTier {
  readonly name: string;
  readonly order: number;
  readonly unmatched: Tier['unmatched'];
  readonly tiesUndefined: boolean;
  readonly problems: readonly string[];
}

const wellKnown = (name: string, order: number, unmatched: Tier['unmatched']): CalicoTier => ({
  name,
  order,
  unmatched,
  // Only the network-policy-api tiers: between Calico's own policies of one order, names decide.
  tiesUndefined: unmatched === 'continue',
  problems: [],
});

/** The tiers of policies of the network-policy-api: Calico walks them with its own. */
export const adminTier = 'kube-admin';
export const baselineTier = 'kube-baseline';

/** Tiers that Calico makes itself, with the names that older versions give two of them. */
const made: readonly CalicoTier[] = [
  wellKnown(adminTier, 1000, 'continue'),
  wellKnown('adminnetworkpolicy', 1000, 'continue'),
  wellKnown(defaultTier, 1_000_000, 'deny'),
  wellKnown(baselineTier, 10_000_000, 'continue'),
  wellKnown('baselineadminnetworkpolicy', 10_000_000, 'continue'),
];

/** Policies in the order in which Calico asks them: tiers by order and name, policies by order and name, namespace, kind. */
export function tiersOf(objects: readonly PolicyObject[], policies: readonly CompiledPolicy[]): readonly Tier[] {
  const known = new Map(made.map((tier) => [tier.name, tier]));
  for (const object of objects) if (isCalico(object) && object.kind === 'Tier') known.set(object.name, tierOf(object));
  const byTier = Map.groupBy(policies, ({ tier }) => tier);
  return [...byTier]
    .map(([name, members]) => ({ tier: known.get(name) ?? unread(name), members }))
    .sort((first, second) => byOrder(first.tier, second.tier))
    .map(({ tier, members }) => ({
      name: tier.name,
      decides: 'first-match',
      unmatched: tier.unmatched,
      tiesUndefined: tier.tiesUndefined,
      policies: members
        .toSorted((first, second) => first.order - second.order || compare(tieKey(first), tieKey(second)))
        .map((policy) => withProblems(policy, tier.problems)),
    }));
}

function tierOf({ name, spec }: PolicyObject): CalicoTier {
  const reader = new SpecReader();
  const fields = isFields(spec) ? spec : {};
  const where = `the tier ${name}`;
  reader.only(fields, new Set(['order', 'defaultAction']), where);
  const action = reader.text(fields, 'defaultAction', where) ?? 'Deny';
  if (action !== 'Deny' && action !== 'Pass') reader.say(`The defaultAction ${action} of ${where} is not known.`);
  const standard = made.find((tier) => tier.name === name);
  return {
    name,
    order: reader.number(fields, 'order', where) ?? standard?.order ?? Number.POSITIVE_INFINITY,
    unmatched:
      fields['defaultAction'] === undefined && standard !== undefined ? standard.unmatched : unmatchedOf(action),
    tiesUndefined: standard?.tiesUndefined ?? false,
    problems: reader.problems,
  };
}

function unmatchedOf(action: string): Tier['unmatched'] {
  return action === 'Pass' ? 'continue' : 'deny';
}

/** A tier without an object comes after all others; where it belongs once it is there is not known. */
function unread(name: string): CalicoTier {
  return {
    name,
    order: Number.NaN,
    unmatched: 'deny',
    tiesUndefined: false,
    problems: [`The tier ${name} is not there, so that its place and its default action are not known.`],
  };
}

function byOrder(first: CalicoTier, second: CalicoTier): number {
  const [one, other] = [first, second].map(({ order }) => (Number.isNaN(order) ? [1, 0] : [0, order]));
  const missing = (one?.[0] ?? 0) - (other?.[0] ?? 0);
  if (missing !== 0) return missing;
  const [low, high] = [one?.[1] ?? 0, other?.[1] ?? 0];
  return low === high ? compare(first.name, second.name) : low < high ? -1 : 1;
}

/** By the kinds that Calico knows them by: a NetworkPolicy of Kubernetes comes before one of its own. */
function tieKey({ reference: { name, namespace, kind } }: CompiledPolicy): string {
  const known =
    kind === 'NetworkPolicy' ? 'KubernetesNetworkPolicy' : kind === calicoNetworkPolicy ? 'NetworkPolicy' : kind;
  return `${name}/${namespace}/${known}`;
}

function compare(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}

function withProblems(policy: CompiledPolicy, problems: readonly string[]): CompiledPolicy {
  return problems.length === 0 ? policy : { ...policy, notUnderstood: [...policy.notUnderstood, ...problems] };
}
