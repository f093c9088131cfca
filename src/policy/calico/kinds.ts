import type { PolicyObject } from '../model/snapshot.ts';

/** Kinds that govern traffic; each is served as crd.projectcalico.org/v1 and as projectcalico.org/v3. */
export const policyKinds: ReadonlySet<string> = new Set([
  'NetworkPolicy',
  'GlobalNetworkPolicy',
  'StagedNetworkPolicy',
  'StagedGlobalNetworkPolicy',
  'StagedKubernetesNetworkPolicy',
]);

/** Whether an object is one of Calico's, of either group. */
export function isCalico({ apiVersion }: Pick<PolicyObject, 'apiVersion'>): boolean {
  const group = apiVersion.split('/')[0] ?? '';
  return group === 'projectcalico.org' || group === 'crd.projectcalico.org';
}
