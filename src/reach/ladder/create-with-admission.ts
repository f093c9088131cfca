import type { Cluster } from '../../contracts/cluster.ts';
import type { Json } from '../../contracts/json.ts';
import type { HelperPlan } from './plan.ts';
import { isPodSecurityRefusal, type PodSecurityLevel, stricter } from './pod-security.ts';

/** A plan that the server took: as it was made, and what the server answered. */
export interface Created {
  readonly plan: HelperPlan;
  readonly answer: Json;
}

/**
 * Sends a plan to the server: first as a dry run, which goes through admission and makes nothing, then truly. A refusal by
 * Pod Security is met once with the next stricter context, never with a looser one. Rejects with the server's own words.
 */
export async function createWithAdmission(
  cluster: Pick<Cluster, 'api'>,
  level: PodSecurityLevel,
  planAt: (level: PodSecurityLevel) => HelperPlan,
  signal: AbortSignal,
): Promise<Created> {
  try {
    return await create(cluster, planAt(level), signal);
  } catch (error) {
    const next = isPodSecurityRefusal(error) ? stricter(level) : undefined;
    if (next === undefined) throw error;
    return await create(cluster, planAt(next), signal);
  }
}

async function create(cluster: Pick<Cluster, 'api'>, plan: HelperPlan, signal: AbortSignal): Promise<Created> {
  signal.throwIfAborted();
  await cluster.api({ ...plan.request, query: { dryRun: 'All' } });
  signal.throwIfAborted();
  return { plan, answer: await cluster.api(plan.request) };
}
