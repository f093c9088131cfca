import { calicoNetworkPolicy } from '../reference.ts';
import { isFields, textOf } from '../../inventory/prune/fields.ts';
import type { CompiledPolicy, PolicyProgram, PolicyReference } from '../model/policy.ts';
import type { PolicyObject, PolicySnapshot } from '../model/snapshot.ts';
import type { OtherPolicies } from '../other-policies.ts';
import { addressHolders, appliedLabels } from './address-holders.ts';
import { EndpointConditions } from './endpoint-condition.ts';
import { hostEndpointTier } from './host-endpoints.ts';
import { isCalico, policyKinds } from './kinds.ts';
import { parseSelector } from './parse-selector.ts';
import { type CalicoPolicy, compileCalicoPolicy, defaultTier, type PolicyContext } from './policy.ts';
import { profileTier } from './profiles.ts';
import { selectorFits } from './selector.ts';
import { adminTier, baselineTier, tiersOf } from './tiers.ts';

/** The order that Calico gives a NetworkPolicy in its tier default. */
const networkPolicyOrder = 1000;

/**
 * The tiers as Calico walks them: its own policies with those of the other dialects between them, and profiles where no tier
 * decided. `stagedKubernetes` compiles the spec of a StagedKubernetesNetworkPolicy, which is a NetworkPolicy's.
 */
export function compileCalico(
  snapshot: PolicySnapshot,
  others: OtherPolicies,
  stagedKubernetes: (object: PolicyObject) => CompiledPolicy,
): Pick<PolicyProgram, 'tiers' | 'otherwise' | 'staged'> {
  const { objects } = snapshot;
  const shared: PolicyContext = {
    snapshot,
    conditions: new EndpointConditions(snapshot, appliedLabels(objects)),
    holders: addressHolders(snapshot),
  };
  const own = objects
    .filter((object) => isCalico(object) && policyKinds.has(object.kind))
    .map((object) => ({ object, compiled: compileOne(object, shared, stagedKubernetes) }));
  const forwarding = own
    .filter(({ object, compiled }) => isForHosts(compiled) && selectsHost(object, objects))
    .map(({ object }) => `the policy ${object.name}`);
  const onPods = own.map(({ compiled }) => compiled).filter(({ hostOnly }) => !hostOnly);
  const enforced = [...foreign(others), ...onPods.flatMap(({ policy }) => (policy.staged ? [] : [policy]))];
  const hosts = hostEndpointTier(snapshot, forwarding);
  const profiles = profileTier(objects, shared);
  const walk = (policies: readonly CompiledPolicy[]) => [
    ...(hosts === undefined ? [] : [hosts]),
    ...tiersOf(objects, policies),
    ...(profiles === undefined ? [] : [profiles]),
  ];
  const staged = onPods.filter(({ policy }) => policy.staged);
  return {
    tiers: walk(enforced),
    otherwise: 'allow',
    ...(staged.length === 0 ? {} : { staged: walk(withStaged(enforced, staged)) }),
  };
}

function compileOne(
  object: PolicyObject,
  shared: PolicyContext,
  stagedKubernetes: (object: PolicyObject) => CompiledPolicy,
): CalicoPolicy {
  if (object.kind !== 'StagedKubernetesNetworkPolicy') return compileCalicoPolicy(object, shared);
  const { stagedAction, ...spec } = isFields(object.spec) ? object.spec : {};
  const compiled = stagedKubernetes({ ...object, spec });
  return {
    policy: { ...inDefaultTier(compiled), staged: true },
    stagedAction:
      stagedAction === 'Delete' || stagedAction === 'Learn' || stagedAction === 'Ignore' ? stagedAction : 'Set',
    hostOnly: false,
    applyOnForward: false,
  };
}

function foreign({ networkPolicies, admin, baseline }: OtherPolicies): readonly CompiledPolicy[] {
  return [
    ...networkPolicies.map(inDefaultTier),
    ...admin.map((policy) => ({ ...policy, tier: adminTier })),
    ...baseline.map((policy) => ({ ...policy, tier: baselineTier })),
  ];
}

function inDefaultTier(policy: CompiledPolicy): CompiledPolicy {
  return { ...policy, tier: defaultTier, order: networkPolicyOrder };
}

/** What would be enforced once staged policies are: each takes the place of the policy of its name, or deletes it. */
function withStaged(enforced: readonly CompiledPolicy[], staged: readonly CalicoPolicy[]): readonly CompiledPolicy[] {
  const effective = staged.filter(({ stagedAction }) => stagedAction === 'Set' || stagedAction === 'Delete');
  const replaced = new Set(effective.map(({ policy }) => replacedKey(policy)));
  return [
    ...enforced.filter((policy) => !replaced.has(identity(policy.dialect, policy.reference))),
    ...effective.flatMap(({ policy, stagedAction }) => (stagedAction === 'Set' ? [policy] : [])),
  ];
}

function replacedKey({ reference }: CompiledPolicy): string {
  const kubernetes = reference.kind === 'StagedKubernetesNetworkPolicy';
  const bare = reference.kind.slice('Staged'.length);
  const kind = kubernetes ? 'NetworkPolicy' : bare === 'NetworkPolicy' ? calicoNetworkPolicy : bare;
  return identity(kubernetes ? 'kubernetes' : 'calico', { ...reference, kind });
}

function identity(dialect: string, { kind, namespace, name }: PolicyReference): string {
  return [dialect, kind, namespace, name].join('/');
}

function isForHosts({ hostOnly, applyOnForward }: CalicoPolicy): boolean {
  return hostOnly || applyOnForward;
}

/** Whether a global policy's selector fits some host endpoint; one that is malformed may. */
function selectsHost({ kind, spec }: PolicyObject, objects: readonly PolicyObject[]): boolean {
  if (!kind.endsWith('GlobalNetworkPolicy')) return false;
  const parsed = parseSelector(isFields(spec) ? textOf(spec, 'selector') : '');
  return objects
    .filter((object) => isCalico(object) && object.kind === 'HostEndpoint')
    .some(({ labels }) => !('selector' in parsed) || selectorFits(parsed.selector, labels, false));
}
