/** A kind of object that policies are made of, beside NetworkPolicy, and where the API server serves it. */
export interface PolicyKind {
  readonly group: string;
  readonly version: string;
  /** As in the path. */
  readonly plural: string;
  readonly kind: string;
}

const kinds = (group: string, version: string, pairs: Readonly<Record<string, string>>): readonly PolicyKind[] =>
  Object.entries(pairs).map(([plural, kind]) => ({ group, version, plural, kind }));

const calicoKinds = {
  networkpolicies: 'NetworkPolicy',
  globalnetworkpolicies: 'GlobalNetworkPolicy',
  stagednetworkpolicies: 'StagedNetworkPolicy',
  stagedglobalnetworkpolicies: 'StagedGlobalNetworkPolicy',
  stagedkubernetesnetworkpolicies: 'StagedKubernetesNetworkPolicy',
  tiers: 'Tier',
  networksets: 'NetworkSet',
  globalnetworksets: 'GlobalNetworkSet',
  hostendpoints: 'HostEndpoint',
  profiles: 'Profile',
};

/**
 * Lists in which the kinds of one dialect are served; of the lists that share a `family`, the first that a server has is
 * read, because the same objects appear in each (Calico's CRDs and its aggregated API).
 */
export const policyGroups: readonly { readonly family: string; readonly kinds: readonly PolicyKind[] }[] = [
  {
    family: 'network-policy-api v1alpha2',
    kinds: kinds('policy.networking.k8s.io', 'v1alpha2', { clusternetworkpolicies: 'ClusterNetworkPolicy' }),
  },
  {
    family: 'network-policy-api v1alpha1',
    kinds: kinds('policy.networking.k8s.io', 'v1alpha1', {
      adminnetworkpolicies: 'AdminNetworkPolicy',
      baselineadminnetworkpolicies: 'BaselineAdminNetworkPolicy',
    }),
  },
  { family: 'calico', kinds: kinds('crd.projectcalico.org', 'v1', calicoKinds) },
  { family: 'calico', kinds: kinds('projectcalico.org', 'v3', calicoKinds) },
  {
    family: 'cilium',
    kinds: kinds('cilium.io', 'v2', {
      ciliumnetworkpolicies: 'CiliumNetworkPolicy',
      ciliumclusterwidenetworkpolicies: 'CiliumClusterwideNetworkPolicy',
    }),
  },
  { family: 'cilium groups', kinds: kinds('cilium.io', 'v2', { ciliumcidrgroups: 'CiliumCIDRGroup' }) },
  { family: 'cilium groups', kinds: kinds('cilium.io', 'v2alpha1', { ciliumcidrgroups: 'CiliumCIDRGroup' }) },
];

/** 'crd.projectcalico.org/v1'. */
export function apiVersionOf(kind: PolicyKind): string {
  return `${kind.group}/${kind.version}`;
}

/** Picks what to read of what a server has: `served` are plurals by group and version ('cilium.io/v2'). Pure. */
export function kindsToRead(served: ReadonlyMap<string, ReadonlySet<string>>): readonly PolicyKind[] {
  const taken = new Set<string>();
  return policyGroups.flatMap(({ family, kinds: listed }) => {
    if (taken.has(family)) return [];
    const found = listed.filter((kind) => served.get(apiVersionOf(kind))?.has(kind.plural) === true);
    if (found.length > 0) taken.add(family);
    return found;
  });
}

/** What a kind is called in paths; undefined for one that is not read. */
export function pluralOf(apiVersion: string, kind: string): string | undefined {
  return policyGroups
    .flatMap(({ kinds: listed }) => listed)
    .find((one) => one.kind === kind && apiVersionOf(one) === apiVersion)?.plural;
}

const referredTo: ReadonlySet<string> = new Set([
  'Tier',
  'NetworkSet',
  'GlobalNetworkSet',
  'HostEndpoint',
  'Profile',
  'CiliumCIDRGroup',
]);

/** Whether objects of a kind govern pods by themselves; others are what policies refer to. */
export function isGoverningKind(apiVersion: string, kind: string): boolean {
  return !referredTo.has(kind) && pluralOf(apiVersion, kind) !== undefined;
}
