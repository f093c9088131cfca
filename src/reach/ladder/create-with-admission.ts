import type { Cluster } from '../../contracts/cluster.ts';
import type { Json } from '../../contracts/json.ts';
import type { HelperPlan } from './plan.ts';
import { isPodSecurityRefusal, type PodSecurityLevel, stricter } from './pod-security.ts';

/** How a plan is sent. */
export interface Admission {
  readonly level: PodSecurityLevel;
  readonly planAt: (level: PodSecurityLevel) => HelperPlan;
  /** Called right before the request that makes it: from then on it may be there, whatever becomes of the answer. */
  readonly onSend: (plan: HelperPlan) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends a plan to the server: first as a dry run, which goes through admission and makes nothing, then truly. A refusal by
 * Pod Security is met once with the next stricter context, never with a looser one. Resolves to what the server answered;
 * rejects with its own words.
 */
export async function createWithAdmission(
  cluster: Pick<Cluster, 'api'>,
  { level, planAt, onSend, signal }: Admission,
): Promise<{ readonly plan: HelperPlan; readonly answer: Json }> {
  const dryRun = async (plan: HelperPlan): Promise<HelperPlan> => {
    signal.throwIfAborted();
    await cluster.api({ ...plan.request, query: { dryRun: 'All' } });
    signal.throwIfAborted();
    return plan;
  };
  const plan = await dryRun(planAt(level)).catch((error: unknown) => {
    const next = isPodSecurityRefusal(error) ? stricter(level) : undefined;
    if (next === undefined) throw error;
    return dryRun(planAt(next));
  });
  onSend(plan);
  return { plan, answer: await cluster.api(plan.request) };
}
