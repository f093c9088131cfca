import type { Condition } from '../model/condition.ts';
import type { CompiledDirection, CompiledPolicy, PolicyProgram, Tier } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import { cidrGroups, outsideCluster } from './cidr.ts';
import type { CiliumContext } from './context.ts';
import { ciliumTier, compileCiliumPolicy } from './policy.ts';

/** Kinds that govern traffic, of the group cilium.io. */
const policyKinds: ReadonlySet<string> = new Set(['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy']);

/**
 * The tier in which Cilium evaluates its own policies and NetworkPolicies together: a deny of any of them wins, then an allow.
 * CIDRs of NetworkPolicies are taken as Cilium takes its own. Empty where policies are switched off (enable-policy: never).
 */
export function compileCilium(
  snapshot: PolicySnapshot,
  networkPolicies: readonly CompiledPolicy[],
): { readonly tiers: readonly Tier[]; readonly notEnforced: PolicyProgram['notEnforced'] } {
  const { objects, enforcement } = snapshot;
  const shared: Omit<CiliumContext, 'reader' | 'namespace'> = {
    snapshot,
    clusterName: enforcement.ciliumClusterName,
    groups: cidrGroups(objects),
  };
  const own = objects
    .filter(({ apiVersion, kind }) => apiVersion.startsWith('cilium.io/') && policyKinds.has(kind))
    .flatMap((object) => compileCiliumPolicy(object, shared));
  const policies = [...own, ...networkPolicies.map((policy) => withCidrsOutside(policy, outsideCluster(snapshot)))];
  if (enforcement.ciliumMode === 'never') {
    const why = 'Cilium runs with enable-policy set to never, so it enforces no policy at all.';
    return { tiers: [], notEnforced: policies.map(({ reference }) => ({ policy: reference, why })) };
  }
  const always = enforcement.ciliumMode === 'always' ? [everywhere] : [];
  if (policies.length + always.length === 0) return { tiers: [], notEnforced: [] };
  const tier: Tier = {
    name: ciliumTier,
    decides: 'deny-first',
    unmatched: 'deny',
    tiesUndefined: false,
    policies: [...policies.map((policy) => ({ ...policy, tier: ciliumTier })), ...always],
  };
  return { tiers: [tier], notEnforced: [] };
}

const nothingAllowed: CompiledDirection = { rules: [], isolates: true };

/** With enable-policy set to always, every pod is isolated in both directions. */
const everywhere: CompiledPolicy = {
  reference: { kind: 'Cilium setting', namespace: '', name: 'enable-policy=always' },
  dialect: 'cilium',
  subject: { is: 'kind', kinds: ['pod'] },
  ingress: nothingAllowed,
  egress: nothingAllowed,
  tier: ciliumTier,
  order: Number.POSITIVE_INFINITY,
  staged: false,
  notUnderstood: [],
};

function withCidrsOutside(policy: CompiledPolicy, outside: Condition): CompiledPolicy {
  const narrowed = ({ rules, isolates }: CompiledDirection): CompiledDirection => ({
    isolates,
    rules: rules.map((rule) => ({ ...rule, peer: narrow(rule.peer, outside) })),
  });
  return {
    ...policy,
    ...(policy.ingress === undefined ? {} : { ingress: narrowed(policy.ingress) }),
    ...(policy.egress === undefined ? {} : { egress: narrowed(policy.egress) }),
  };
}

function narrow(condition: Condition, outside: Condition): Condition {
  switch (condition.is) {
    case 'address':
      return { is: 'every', of: [outside, condition] };
    case 'every':
    case 'some':
      return { is: condition.is, of: condition.of.map((one) => narrow(one, outside)) };
    case 'not':
      return { is: 'not', of: narrow(condition.of, outside) };
    default:
      return condition;
  }
}
