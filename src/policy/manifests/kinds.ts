import { isFields } from '../../inventory/prune/fields.ts';
import { policyGroups } from '../live/policy-kinds.ts';

const policyApiGroups: ReadonlySet<string> = new Set([
  'networking.k8s.io',
  // Of clusters before 1.16, with the same contents.
  'extensions',
  ...policyGroups.flatMap(({ kinds }) => kinds.map(({ group }) => group)),
]);

/** Policy kinds that lie in no namespace, and what they refer to that does not. */
const clusterWide: ReadonlySet<string> = new Set([
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
  'CiliumCIDRGroup',
  'CiliumClusterwideNetworkPolicy',
  'ClusterNetworkPolicy',
  'GlobalNetworkPolicy',
  'GlobalNetworkSet',
  'HostEndpoint',
  'Profile',
  'StagedGlobalNetworkPolicy',
  'Tier',
]);

/** Kinds of the groups above that say nothing about who may reach whom. */
const beside =
  /^(Ingress|IngressClass|IPAddress|ServiceCIDR|Cilium(Endpoint|Identity|Node|BGP|LoadBalancerIPPool|PodIPPool|L2Announcement)\w*|IPPool|IPReservation|IPAM\w+|BlockAffinity|BGP\w+|CalicoNodeStatus|ClusterInformation|(Felix|KubeControllers)Configuration|Node)$/;

const policyKinds: ReadonlySet<string> = new Set([
  'NetworkPolicy',
  ...policyGroups.flatMap(({ kinds }) => kinds.map(({ kind }) => kind)),
]);

/** Policies of others' APIs; what they allow is not known, so whom they touch is undecidable. */
const otherPolicies = /(?<!Multi)(NetworkPolic(y|ies)|EgressFirewalls?)\s*$/i;

/** Governs networks that pods have beside the pod network, which is the one that is judged. */
export const secondaryPolicy = 'MultiNetworkPolicy';

export type ObjectRole = 'policy' | 'other-policy' | 'none';

/** What an object means to verdicts, by its kind and API. */
export function policyRole(kind: string, apiVersion: string): ObjectRole {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  // Manifests of NetworkPolicies were written without an apiVersion by more than one tool.
  if (apiVersion === '' && kind === 'NetworkPolicy') return 'policy';
  if (policyApiGroups.has(group) && policyKinds.has(kind)) return 'policy';
  if (policyApiGroups.has(group) && group !== 'extensions' && !beside.test(kind)) return 'other-policy';
  return otherPolicies.test(kind) ? 'other-policy' : 'none';
}

/** Whether an object of this kind lies in a namespace, so that one without any lies in the default one. */
export function isNamespaced(kind: string): boolean {
  return kind !== 'Node' && kind !== 'Namespace' && !clusterWide.has(kind);
}

/**
 * What in a text that could not be read may decide verdicts: kinds of policies and namespaces that its lines name; 'an unknown
 * kind' when a line names none that can be told (a template's placeholder), or no line names any.
 */
export function kindsThatDecide(text: string): readonly string[] {
  const named = [...text.matchAll(/^[\s-]*["']?kind["']?\s*:\s*["']?([^"'\s,]*)/gm)].map((match) => match[1] ?? '');
  if (named.length === 0) return ['an unknown kind'];
  const deciding = named.flatMap((kind) => {
    if (!/^[A-Za-z]+$/.test(kind)) return ['an unknown kind'];
    const bare = kind.replace(/List$/, '');
    if (bare === '' || /^Namespaces?$/i.test(bare) || policyKinds.has(bare) || otherPolicies.test(bare)) return [kind];
    return [];
  });
  return [...new Set(deciding)];
}

/**
 * Whether what is no Kubernetes object may have been meant for one that decides verdicts: it is of a kind or an API of policies, or
 * a namespace, or no text at all.
 */
export function mayDecide(value: unknown): boolean {
  if (typeof value === 'string')
    return /[\0\ufffd]/.test(value) || kindsThatDecide(value).some((kind) => /^\w+$/.test(kind));
  if (Array.isArray(value)) return value.some(mayDecide);
  if (!isFields(value)) return false;
  return Object.entries(value).some(([key, inside]) => {
    if (key === 'items') return mayDecide(inside);
    if (typeof inside !== 'string') return false;
    if (key === 'apiVersion') return policyApiGroups.has(inside.split('/')[0] ?? '');
    return key.trim().toLowerCase() === 'kind' && kindsThatDecide(`kind: ${inside}`).length > 0;
  });
}
