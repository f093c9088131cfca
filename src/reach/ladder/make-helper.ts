import { PlumblineError } from '../../contracts/errors.ts';
import type { Runner } from '../../contracts/runner.ts';
import type { Instant } from '../../contracts/time.ts';
import { fieldsOf, isFields, textOf } from '../../inventory/prune/fields.ts';
import { commandHelper } from './command-helper.ts';
import { createHelper, type HelperOrder } from './create-helper.ts';
import type { MakingRung } from './decide.ts';
import type { MadeEntry } from './made.ts';
import type { LadderParts } from './parts.ts';
import { debugPlace, probePodPlace } from './places.ts';
import type { HelperPlan } from './plan.ts';
import { probeContainer } from './probe-pod-plan.ts';
import { waitUntilStarted } from './wait-until-started.ts';

/** A helper that programs can be run in, and until when. */
export interface Helper {
  readonly rung: MakingRung;
  readonly image: string;
  readonly runner: Runner;
  readonly deadline: Instant;
  /** It was ended before its deadline, by plumbline or the operator. */
  readonly isOver: () => boolean;
}

/**
 * Makes a helper and waits until programs can be run in it. With `via: 'log'` nothing is made yet: each command makes its
 * own container. Rejects with a PlumblineError whose sentence tells why it will not come; what was made until then is in
 * the list and is removed where it can be.
 */
export async function makeHelper(parts: LadderParts, order: HelperOrder, signal: AbortSignal): Promise<Helper> {
  const { rung, wish, name } = order;
  if (wish.via === 'log') return commandHelper(parts, rung, wish);
  const { plan, entry } = await createHelper(parts, order, signal);
  const pod = await started(parts, rung, plan, entry, signal);
  const isProbePod = rung === 'probe-pod';
  const uid = isProbePod ? textOf(fieldsOf(pod, 'metadata'), 'uid') : wish.pod.uid;
  const { namespace } = wish.pod;
  const target = isProbePod
    ? { namespace, pod: name, uid, container: probeContainer }
    : { namespace, pod: wish.pod.name, uid, container: name };
  const address = textOf(fieldsOf(pod, 'status'), 'podIP') || undefined;
  const place = isProbePod ? probePodPlace(wish.pod, name, address) : debugPlace(rung, wish.pod, name);
  entry.update({ state: 'running' });
  return {
    rung,
    image: plan.image,
    deadline: entry.current().deadline,
    isOver: () => entry.current().state !== 'running',
    runner: { ...parts.cluster.runner(target), place },
  };
}

/** Waits for the container; resolves to the pod it is in, as it was read when it ran. */
async function started(
  { cluster }: LadderParts,
  rung: MakingRung,
  { namespace, pod, name }: HelperPlan,
  entry: MadeEntry,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const isProbePod = rung === 'probe-pod';
  const awaited = { namespace, pod: isProbePod ? name : pod, container: isProbePod ? probeContainer : name };
  try {
    const { state, pod: read } = await waitUntilStarted(cluster, awaited, signal);
    if (state.kind === 'running' && isFields(read)) return read;
    const sentence =
      state.kind === 'stuck' ? state.sentence : `it ended at once: ${'message' in state ? state.message : ''}`;
    throw new PlumblineError(sentence, { kind: 'protocol', operation: 'start a helper', object: name });
  } catch (error) {
    // Its entry in the pod cannot be taken back; a pod can.
    if (isProbePod) await entry.end();
    else {
      const note = error instanceof Error ? error.message : String(error);
      entry.update({ state: 'left', note: `${note}; its entry stays in the pod` });
    }
    throw error;
  }
}
