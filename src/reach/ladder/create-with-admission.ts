import type { ApiCall, Cluster } from '../../contracts/cluster.ts';
import type { Json } from '../../contracts/json.ts';
import { isPodSecurityRefusal } from './pod-security.ts';

/** How a plan is sent. */
export interface Admission<Plan> {
  readonly plan: Plan;
  /** The next stricter plan, for where Pod Security refuses it; undefined where there is none. */
  readonly stricter: () => Plan | undefined;
  /** Called right before the request that makes it: from then on it may be there, whatever becomes of the answer. */
  readonly onSend: (plan: Plan) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends a plan to the server: first as a dry run, which goes through admission and makes nothing, then truly. A refusal by
 * Pod Security is met once with the next stricter plan, never with a looser one. Resolves to what the server answered;
 * rejects with its own words.
 */
export async function createWithAdmission<Plan extends { readonly request: ApiCall }>(
  cluster: Pick<Cluster, 'api'>,
  { plan: first, stricter, onSend, signal }: Admission<Plan>,
): Promise<{ readonly plan: Plan; readonly answer: Json }> {
  const dryRun = async (plan: Plan): Promise<Plan> => {
    signal.throwIfAborted();
    await cluster.api({ ...plan.request, query: { dryRun: 'All' } });
    signal.throwIfAborted();
    return plan;
  };
  const plan = await dryRun(first).catch((error: unknown) => {
    const next = isPodSecurityRefusal(error) ? stricter() : undefined;
    if (next === undefined) throw error;
    return dryRun(next);
  });
  onSend(plan);
  return { plan, answer: await cluster.api(plan.request) };
}
