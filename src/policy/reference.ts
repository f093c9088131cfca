import { isCalico } from './calico/kinds.ts';
import type { PolicyReference } from './model/policy.ts';
import type { PolicyObject } from './model/snapshot.ts';

/** Calico's NetworkPolicy, which shares its kind with that of Kubernetes and may share its name. */
export const calicoNetworkPolicy = 'Calico NetworkPolicy';

type Named = Pick<PolicyObject, 'apiVersion' | 'kind' | 'namespace' | 'name'>;

/** How an object is referred to: by its kind, but that two dialects have a NetworkPolicy. */
export function referenceOf({ apiVersion, kind, namespace, name }: Named): PolicyReference {
  const isCalicos = kind === 'NetworkPolicy' && isCalico({ apiVersion });
  return { kind: isCalicos ? calicoNetworkPolicy : kind, namespace, name };
}

export function isSameReference(one: PolicyReference, other: PolicyReference): boolean {
  return one.kind === other.kind && one.namespace === other.namespace && one.name === other.name;
}

/** Whether a reference means an object. */
export function refersTo(reference: PolicyReference, object: Named): boolean {
  return isSameReference(reference, referenceOf(object));
}
