import { type Fields, isFields } from '../../inventory/prune/fields.ts';
import type { Condition } from '../model/condition.ts';
import type { CompiledDirection, CompiledPolicy, Direction } from '../model/policy.ts';
import type { Enforcement, PolicyObject } from '../model/snapshot.ts';
import { SpecReader } from '../spec-reader.ts';
import { compileRules } from './compile-rule.ts';
import { selectorAt } from './compile-selector.ts';
import { onPodNetwork } from './pod-network.ts';

const specFields: ReadonlySet<string> = new Set(['podSelector', 'policyTypes', 'ingress', 'egress']);

/** The tier of NetworkPolicies, where tiers have no names of their own. */
export const networkPolicyTier = 'NetworkPolicy';

export function isNetworkPolicy({ apiVersion, kind }: Pick<PolicyObject, 'apiVersion' | 'kind'>): boolean {
  return kind === 'NetworkPolicy' && /^(networking\.k8s\.io|extensions)\//.test(apiVersion);
}

/** Compiles the NetworkPolicies (networking.k8s.io/v1) among some objects, as the CNI that enforces them reads them. */
export function compileKubernetes(
  objects: readonly PolicyObject[],
  enforcement: Pick<Enforcement, 'cni'>,
): readonly CompiledPolicy[] {
  return objects.filter(isNetworkPolicy).flatMap((object) => {
    const { policy, ignored } = compiledOnce(object);
    return enforcement.cni === 'cilium' && ignored !== undefined ? [policy, ignored] : [policy];
  });
}

const compiled = new WeakMap<PolicyObject, ReturnType<typeof compileNetworkPolicy>>();

/** Thousands of policies stay what they are when one of them is edited. */
function compiledOnce(object: PolicyObject): ReturnType<typeof compileNetworkPolicy> {
  const before = compiled.get(object);
  if (before !== undefined) return before;
  const made = compileNetworkPolicy(object);
  compiled.set(object, made);
  return made;
}

/**
 * Compiles one object with the spec of a NetworkPolicy. `ignored` holds its rules of a direction that its policyTypes leave
 * out, as a policy that may apply: Cilium's code turns them into rules that isolate (read there, not seen at work).
 */
export function compileNetworkPolicy(object: PolicyObject): {
  readonly policy: CompiledPolicy;
  readonly ignored: CompiledPolicy | undefined;
} {
  const reader = new SpecReader();
  const spec = isFields(object.spec) ? object.spec : {};
  if (!isFields(object.spec)) reader.say('The policy has no spec.');
  reader.only(spec, specFields, 'the spec');
  for (const one of ['ingress', 'egress'] as const) reader.list(spec, one, 'the spec');
  const types = typesOf(spec, reader);
  const { namespace } = object;
  const subject: Condition = {
    is: 'every',
    of: [
      { is: 'namespace', names: [namespace] },
      selectorAt(spec, 'podSelector', 'pod', 'the policy', reader) ?? { is: 'every', of: [] },
      onPodNetwork,
    ],
  };
  const rules = {
    ingress: compileRules(spec, 'ingress', namespace, reader),
    egress: compileRules(spec, 'egress', namespace, reader),
  };
  const shared = {
    reference: { kind: object.kind, namespace, name: object.name },
    dialect: 'kubernetes',
    subject,
    tier: networkPolicyTier,
    order: 0,
    staged: false,
    notUnderstood: reader.problems,
    ...(object.lineOf === undefined ? {} : { lineOf: object.lineOf }),
  } as const;
  const direction = (one: Direction): CompiledDirection => ({ rules: rules[one], isolates: true });
  const policy: CompiledPolicy = {
    ...shared,
    ...(types.has('ingress') ? { ingress: direction('ingress') } : {}),
    ...(types.has('egress') ? { egress: direction('egress') } : {}),
  };
  const left = (['ingress', 'egress'] as const).filter((one) => !types.has(one) && rules[one].length > 0);
  if (left.length === 0) return { policy, ignored: undefined };
  const maybe: Condition = {
    is: 'undecidable',
    reason: 'it has rules of a direction that its policyTypes leave out, which Cilium may enforce all the same',
  };
  const directions = Object.fromEntries(left.map((one) => [one, direction(one)]));
  return { policy, ignored: { ...shared, ...directions, subject: { is: 'every', of: [subject, maybe] } } };
}

/**
 * Without policyTypes every policy governs ingress, and egress when it has an egress rule. What is not understood about the
 * policy as a whole may mean either direction, unless its types are clear.
 */
function typesOf(spec: Fields, reader: SpecReader): ReadonlySet<Direction> {
  const unclear = reader.problems.length > 0;
  const before = reader.problems.length;
  const listed = reader.texts(spec, 'policyTypes', 'the spec') ?? [];
  for (const type of listed)
    if (type !== 'Ingress' && type !== 'Egress') reader.say(`The policy type ${type} is unknown.`);
  if (reader.problems.length > before || (listed.length === 0 && unclear)) return new Set(['ingress', 'egress']);
  if (listed.length > 0) return new Set(listed.map((type) => (type === 'Ingress' ? 'ingress' : 'egress')));
  const egress = spec['egress'];
  return new Set(Array.isArray(egress) && egress.length > 0 ? ['ingress', 'egress'] : ['ingress']);
}
