import { compileCalico } from './calico/compile.ts';
import { compileCilium } from './cilium/compile.ts';
import { compileKubernetes, compileNetworkPolicy, networkPolicyTier } from './kubernetes/compile.ts';
import type { CompiledPolicy, Dialect, PolicyProgram, Tier } from './model/policy.ts';
import type { PolicySnapshot } from './model/snapshot.ts';
import { adminTierName, baselineTierName, compileNetworkPolicyApi } from './network-policy-api/compile.ts';
import { dialectOf } from './dialect.ts';

type Assembled = Pick<PolicyProgram, 'tiers' | 'otherwise' | 'staged' | 'notEnforced'>;

const dialectNames: Readonly<Record<Dialect, string>> = {
  kubernetes: 'NetworkPolicies',
  'network-policy-api': 'ClusterNetworkPolicies and AdminNetworkPolicies',
  calico: "Calico's policies",
  cilium: "Cilium's policies",
};

/**
 * All policies of a snapshot as the CNI of its cluster reads them. Policies of dialects that nobody there enforces are kept
 * apart, so that a verdict can say what they would have done. Offline every dialect counts as enforced.
 */
export function compileProgram(snapshot: PolicySnapshot): PolicyProgram {
  const { dialects, cni } = snapshot.enforcement;
  const isEnforced = ({ dialect }: { readonly dialect: Dialect }) => dialects?.[dialect] !== 'no';
  const read = snapshot.objects.map((object) => ({ object, dialect: dialectOf(object) }));
  const objects = (enforced: boolean) =>
    read.flatMap(({ object, dialect }) =>
      dialect === undefined || isEnforced({ dialect }) === enforced ? [object] : [],
    );
  const program = assemble({ ...snapshot, objects: objects(true) });
  const rest = assemble({ ...snapshot, objects: objects(false) });
  const governing = rest.tiers.flatMap(({ policies }) => policies).filter((policy) => !isEnforced(policy));
  if (governing.length === 0) return program;
  return {
    ...program,
    declared: rest.tiers,
    notEnforced: [
      ...program.notEnforced,
      ...governing.map(({ reference, dialect }) => ({ policy: reference, why: whyNot(dialect, cni) })),
    ],
  };
}

function whyNot(dialect: Dialect, cni: string | undefined): string {
  return `Nothing in this cluster enforces ${dialectNames[dialect]}${cni === undefined ? '' : `: its CNI is ${cni}`}.`;
}

function assemble(snapshot: PolicySnapshot): Assembled {
  const { objects, enforcement, namespaces } = snapshot;
  const networkPolicies = compileKubernetes(objects, enforcement);
  const { admin, baseline } = compileNetworkPolicyApi(objects, namespaces);
  switch (styleOf(snapshot)) {
    case 'calico': {
      const staged = (object: Parameters<typeof compileNetworkPolicy>[0]) => compileNetworkPolicy(object).policy;
      return { ...compileCalico(snapshot, { networkPolicies, admin, baseline }, staged), notEnforced: [] };
    }
    case 'cilium': {
      const program = compileCilium(snapshot, { networkPolicies, admin, baseline });
      return { ...program, tiers: [...besideCilium(snapshot), ...program.tiers] };
    }
    case 'plain':
      return {
        tiers: [
          adminTier(admin, adminTierName),
          anyAllowTier(networkPolicies),
          adminTier(baseline, baselineTierName),
        ].filter(hasPolicies),
        otherwise: 'allow',
        notEnforced: [],
      };
  }
}

/** Whose order of evaluation holds: that of the CNI, or offline that of the policies that are there. */
function styleOf({ enforcement: { cni }, objects }: PolicySnapshot): 'calico' | 'cilium' | 'plain' {
  if (cni === 'calico' || cni === 'canal') return 'calico';
  if (cni === 'cilium' || objects.some((object) => dialectOf(object) === 'cilium')) return 'cilium';
  return objects.some((object) => dialectOf(object) === 'calico') ? 'calico' : 'plain';
}

/** Policies of Calico's beside Cilium's: which of the two enforces here no object tells, so each may decide. */
function besideCilium(snapshot: PolicySnapshot): readonly Tier[] {
  const none = { networkPolicies: [], admin: [], baseline: [] };
  const { tiers } = compileCalico(snapshot, none, (object) => compileNetworkPolicy(object).policy);
  const why = "It stands beside Cilium's policies, and which of the two CNIs enforces here is not known.";
  return tiers.map((tier) => ({
    ...tier,
    unmatched: 'continue',
    policies: tier.policies.map((policy) => ({ ...policy, notUnderstood: [...policy.notUnderstood, why] })),
  }));
}

function adminTier(policies: readonly CompiledPolicy[], name: string): Tier {
  return { name, decides: 'first-match', unmatched: 'continue', tiesUndefined: true, policies };
}

function anyAllowTier(policies: readonly CompiledPolicy[]): Tier {
  return { name: networkPolicyTier, decides: 'any-allow', unmatched: 'deny', tiesUndefined: false, policies };
}

function hasPolicies({ policies }: Tier): boolean {
  return policies.length > 0;
}
