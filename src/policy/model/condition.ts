/** How a label is tested. not-in and absent hold when the key is missing, as in every dialect. */
export type LabelTest = 'in' | 'not-in' | 'exists' | 'absent' | 'starts-with' | 'ends-with' | 'contains';

/** Whose labels a condition reads. */
export type LabelOwner = 'pod' | 'namespace' | 'service-account' | 'node';

/** Inclusive range of addresses of one family. IPv4 and IPv6 never compare equal. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly from: bigint;
  readonly to: bigint;
  /** As the policy wrote it: a CIDR. */
  readonly text: string;
}

/**
 * What a policy demands of a party: a tree of literals. All dialects compile to it, so that one evaluator decides, one
 * explains ("tier=api expected, pod has tier=backend") and one index groups pods by exactly the literals that are used.
 * Evaluation is three-valued: `undecidable` is neither met nor unmet.
 */
export type Condition =
  | { readonly is: 'every'; readonly of: readonly Condition[] }
  | { readonly is: 'some'; readonly of: readonly Condition[] }
  | { readonly is: 'not'; readonly of: Condition }
  | {
      readonly is: 'label';
      readonly owner: LabelOwner;
      readonly key: string;
      readonly test: LabelTest;
      /** Empty for exists and absent; one entry for starts-with, ends-with and contains. */
      readonly values: readonly string[];
    }
  | { readonly is: 'namespace'; readonly names: readonly string[] }
  | { readonly is: 'service-account'; readonly names: readonly string[] }
  /** pod: on the pod network; host-pod: a pod with hostNetwork; outside: neither pod nor node of the cluster. */
  | { readonly is: 'kind'; readonly kinds: readonly ('pod' | 'host-pod' | 'node' | 'outside')[] }
  /** Holds if any address of the party's that takes part in the flow lies in a range and in none of `except`. */
  | { readonly is: 'address'; readonly within: readonly AddressRange[]; readonly except: readonly AddressRange[] }
  /** The node on which the other side of the flow runs (Cilium's entity host). */
  | { readonly is: 'own-node' }
  /**
   * What cannot be known from objects: a resolved name, an unknown field. Says why, as a clause. `openByApi`: the API leaves it
   * to the CNI (hostNetwork pods), so that nothing may be called a fault.
   */
  | { readonly is: 'undecidable'; readonly reason: string; readonly openByApi?: true };

/** Holds for every party. */
export const anyone: Condition = { is: 'every', of: [] };

/** Holds for no party. */
export const nobody: Condition = { is: 'some', of: [] };
