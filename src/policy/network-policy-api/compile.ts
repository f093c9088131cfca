import { type Fields, isFields } from '../../inventory/prune/fields.ts';
import type { Labels } from '../../inventory/records.ts';
import { selectorAt } from '../kubernetes/compile-selector.ts';
import { anyone, type Condition } from '../model/condition.ts';
import type { CompiledDirection, CompiledPolicy, Direction } from '../model/policy.ts';
import type { PolicyObject } from '../model/snapshot.ts';
import { SpecReader } from '../spec-reader.ts';
import { compileAdminRules } from './compile-rule.ts';

/** Policies of the network-policy-api by the tier that they belong to, each sorted by priority. */
export interface AdminPolicies {
  readonly admin: readonly CompiledPolicy[];
  readonly baseline: readonly CompiledPolicy[];
}

const kinds: ReadonlySet<string> = new Set([
  'ClusterNetworkPolicy',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
]);

const specFields: ReadonlySet<string> = new Set(['tier', 'priority', 'subject', 'ingress', 'egress']);
const subjectFields: ReadonlySet<string> = new Set(['namespaces', 'pods']);

/** Names of the tiers where the enforcing CNI has none of its own. */
export const adminTierName = 'Admin';
export const baselineTierName = 'Baseline';

export function isNetworkPolicyApi({ apiVersion, kind }: Pick<PolicyObject, 'apiVersion' | 'kind'>): boolean {
  return apiVersion.startsWith('policy.networking.k8s.io/') && kinds.has(kind);
}

/**
 * Compiles the ClusterNetworkPolicies (v1alpha2) and the AdminNetworkPolicies and BaselineAdminNetworkPolicies (v1alpha1, and
 * the peers of v0.1.1) among some objects. Namespaces are needed for peers with the same labels as the subject's.
 */
export function compileNetworkPolicyApi(
  objects: readonly PolicyObject[],
  namespaces: ReadonlyMap<string, Labels>,
): AdminPolicies {
  const policies = objects
    .filter(isNetworkPolicyApi)
    .map((object) => compileOne(object, namespaces))
    .sort((first, second) => first.order - second.order);
  return {
    admin: policies.filter(({ tier }) => tier === adminTierName),
    baseline: policies.filter(({ tier }) => tier === baselineTierName),
  };
}

function compileOne(object: PolicyObject, namespaces: ReadonlyMap<string, Labels>): CompiledPolicy {
  const reader = new SpecReader();
  const spec = isFields(object.spec) ? object.spec : {};
  if (!isFields(object.spec)) reader.say('The policy has no spec.');
  reader.only(spec, specFields, 'the spec');
  for (const one of ['ingress', 'egress'] as const) reader.list(spec, one, 'the spec');
  // What is unclear about the policy as a whole may concern either direction.
  const unclear = reader.problems.length > 0;
  const tier = tierOf(object, spec, reader);
  const direction = (one: Direction): CompiledDirection => ({
    rules: compileAdminRules(spec, one, { kind: object.kind, namespaces, reader }),
    isolates: false,
  });
  const ingress = direction('ingress');
  const egress = direction('egress');
  return {
    reference: { kind: object.kind, namespace: '', name: object.name },
    dialect: 'network-policy-api',
    subject: subjectOf(spec, reader),
    // Without rules of a direction a policy does not touch it.
    ...(ingress.rules.length === 0 && !unclear ? {} : { ingress }),
    ...(egress.rules.length === 0 && !unclear ? {} : { egress }),
    tier,
    order: priorityOf(object, spec, reader),
    staged: false,
    notUnderstood: reader.problems,
    ...(object.lineOf === undefined ? {} : { lineOf: object.lineOf }),
  };
}

function tierOf({ kind }: PolicyObject, spec: Fields, reader: SpecReader): string {
  if (kind === 'AdminNetworkPolicy') return adminTierName;
  if (kind === 'BaselineAdminNetworkPolicy') return baselineTierName;
  const tier = reader.text(spec, 'tier', 'the spec') ?? '';
  if (tier === 'Baseline') return baselineTierName;
  if (tier !== 'Admin') reader.say(`The tier ${tier || '(none)'} is unknown.`);
  return adminTierName;
}

function priorityOf({ kind }: PolicyObject, spec: Fields, reader: SpecReader): number {
  if (kind === 'BaselineAdminNetworkPolicy') return 0;
  const priority = reader.number(spec, 'priority', 'the spec');
  if (priority === undefined) reader.say('The policy has no priority.');
  return priority ?? 0;
}

/** Pods on the pod network: hostNetwork pods are never governed. */
function subjectOf(spec: Fields, reader: SpecReader): Condition {
  const subject = reader.mapping(spec, 'subject', 'the spec') ?? {};
  reader.only(subject, subjectFields, 'the subject');
  const namespaces = selectorAt(subject, 'namespaces', 'namespace', 'the subject', reader);
  const pods = reader.mapping(subject, 'pods', 'the subject');
  if ((namespaces === undefined) === (pods === undefined))
    reader.say('The subject must have one of namespaces and pods.');
  const of: Condition[] = [{ is: 'kind', kinds: ['pod'] }, namespaces ?? anyone];
  if (pods !== undefined) {
    reader.only(pods, new Set(['namespaceSelector', 'podSelector']), 'the subject');
    of.push(selectorAt(pods, 'namespaceSelector', 'namespace', 'the subject', reader) ?? anyone);
    of.push(selectorAt(pods, 'podSelector', 'pod', 'the subject', reader) ?? anyone);
  }
  return { is: 'every', of };
}
