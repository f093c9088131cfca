import type { ResourceName } from '../contracts/cluster.ts';
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
