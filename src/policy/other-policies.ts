import type { CompiledPolicy } from './model/policy.ts';

/** Policies of the Kubernetes dialects, compiled, which a CNI with a dialect of its own walks among its own. */
export interface OtherPolicies {
  readonly networkPolicies: readonly CompiledPolicy[];
  /** AdminNetworkPolicy, and ClusterNetworkPolicy of tier Admin; by priority. */
  readonly admin: readonly CompiledPolicy[];
  readonly baseline: readonly CompiledPolicy[];
}
