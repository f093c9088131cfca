import type { ResourceName } from '../contracts/cluster.ts';
import { snapshotOf } from '../policy/live/snapshot.ts';
import type { PolicySnapshot } from '../policy/model/snapshot.ts';
import type { ContextSession } from './context-session.ts';
import { isSettled } from './view-needs.ts';

const needed: readonly ResourceName[] = [
  'pods',
  'namespaces',
  'nodes',
  'services',
  'endpointslices',
  'networkpolicies',
  'daemonsets',
  'configmaps',
];

/** Whether everything that verdicts rest on is as known as it will get for now. */
export function isPolicySettled(session: ContextSession): boolean {
  const policies = [...session.policyFreshness().values()];
  return (
    needed.every((resource) => isSettled(session.freshness(resource))) &&
    policies.length > 0 &&
    policies.every(isSettled)
  );
}

/** What verdicts rest on, as the session knows it now. */
export function policySnapshotOf(session: ContextSession): PolicySnapshot {
  return snapshotOf(session.inventory, {
    cni: session.status().cni,
    freshness: (resource) => session.freshness(resource),
    policyFreshness: session.policyFreshness(),
  });
}
