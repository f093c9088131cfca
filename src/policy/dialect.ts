import { isCalico } from './calico/kinds.ts';
import { isNetworkPolicy } from './kubernetes/compile.ts';
import type { Dialect } from './model/policy.ts';
import type { PolicyObject } from './model/snapshot.ts';
import { isNetworkPolicyApi } from './network-policy-api/compile.ts';

/** The dialect that an object belongs to, policies and what they refer to alike; undefined for other objects. */
export function dialectOf(object: Pick<PolicyObject, 'apiVersion' | 'kind'>): Dialect | undefined {
  if (isNetworkPolicy(object)) return 'kubernetes';
  if (isNetworkPolicyApi(object)) return 'network-policy-api';
  if (object.apiVersion.startsWith('cilium.io/')) return 'cilium';
  return isCalico(object) ? 'calico' : undefined;
}
