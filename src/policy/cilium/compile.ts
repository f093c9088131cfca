import type { CompiledDirection, CompiledPolicy, PolicyProgram, Tier } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import { adminTierName, baselineTierName } from '../network-policy-api/compile.ts';
import type { OtherPolicies } from '../other-policies.ts';
import { asCiliumSees } from './as-cilium-sees.ts';
import { cidrGroups } from './cidr.ts';
import type { SharedContext } from './context.ts';
import { ciliumTier, compileCiliumPolicy } from './policy.ts';

/** Kinds that govern traffic, of the group cilium.io. */
const policyKinds: ReadonlySet<string> = new Set(['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy']);

/**
 * The tiers as Cilium walks them: between those of the network-policy-api one in which it evaluates its own policies and
 * NetworkPolicies together, where a deny of any of them wins, then an allow. Policies of every dialect see the labels and the
 * CIDRs as Cilium does. No tiers where policies are switched off (enable-policy: never).
 */
export function compileCilium(
  snapshot: PolicySnapshot,
  others: OtherPolicies,
): Pick<PolicyProgram, 'tiers' | 'otherwise' | 'notEnforced'> {
  const { objects, enforcement } = snapshot;
  const shared: SharedContext = {
    snapshot,
    clusterName: enforcement.ciliumClusterName,
    groups: cidrGroups(objects),
  };
  const own = objects
    .filter(({ apiVersion, kind }) => apiVersion.startsWith('cilium.io/') && policyKinds.has(kind))
    .flatMap((object) => compileCiliumPolicy(object, shared));
  const seen = (policies: readonly CompiledPolicy[]) => policies.map((policy) => asCiliumSees(policy, shared));
  const policies = [...own, ...seen(others.networkPolicies)];
  if (enforcement.ciliumMode === 'never') {
    const why = 'Cilium runs with enable-policy set to never, so it enforces no policy at all.';
    const all = [...policies, ...others.admin, ...others.baseline];
    return { tiers: [], otherwise: 'allow', notEnforced: all.map(({ reference }) => ({ policy: reference, why })) };
  }
  const members = [...policies, ...(enforcement.ciliumMode === 'always' ? [everywhere] : [])];
  const tiers: readonly Tier[] = [
    ordered(adminTierName, seen(others.admin)),
    {
      name: ciliumTier,
      decides: 'deny-first',
      unmatched: 'deny',
      tiesUndefined: false,
      policies: members.map((policy) => ({ ...policy, tier: ciliumTier })),
    },
    ordered(baselineTierName, seen(others.baseline)),
  ];
  return { tiers: tiers.filter((tier) => tier.policies.length > 0), otherwise: 'allow', notEnforced: [] };
}

function ordered(name: string, policies: readonly CompiledPolicy[]): Tier {
  return { name, decides: 'first-match', unmatched: 'continue', tiesUndefined: true, policies };
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
