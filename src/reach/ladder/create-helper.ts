import { PlumblineError } from '../../contracts/errors.ts';
import type { MadeHelper } from '../../contracts/ladder.ts';
import type { Instant } from '../../contracts/time.ts';
import { fieldsOf, isFields, textOf } from '../../inventory/prune/fields.ts';
import { kubectlArgv, kubectlExecLine } from '../kubectl-line.ts';
import { shellLine } from '../quote.ts';
import { createWithAdmission } from './create-with-admission.ts';
import { planDebugContainer } from './debug-container-plan.ts';
import type { MakingRung } from './decide.ts';
import { endHelper } from './end-helper.ts';
import type { MadeEntry } from './made.ts';
import { debugContainerPrefix, newName, probePodPrefix } from './names.ts';
import type { LadderParts } from './parts.ts';
import type { HelperPlan, HelperWish } from './plan.ts';
import { stricter } from './pod-security.ts';
import { planProbePod } from './probe-pod-plan.ts';
import { endSleeperArgv } from './sleeper.ts';

/** What is to be made; `argv` is its entrypoint unless it shall wait for programs. */
export interface HelperOrder {
  readonly rung: MakingRung;
  readonly wish: HelperWish;
  readonly name: string;
  readonly argv?: readonly string[];
}

/** A new name for a helper of this rung. */
export function nameFor(rung: MakingRung): string {
  return newName(rung === 'debug-container' ? debugContainerPrefix : probePodPrefix);
}

/** Plans an order as it would be made now. */
export function planOf({ rung, wish, name, argv }: HelperOrder, now: Instant): HelperPlan {
  const plan = rung === 'debug-container' ? planDebugContainer : planProbePod;
  return argv === undefined ? plan(wish, name, now) : plan(wish, name, now, argv);
}

/**
 * Makes a helper. It is in the list from right before its request is sent: an answer that is lost leaves it there, to be
 * ended with the others; one that the server refused was never made. Rejects with the server's own words.
 */
export async function createHelper(
  parts: LadderParts,
  order: HelperOrder,
  signal: AbortSignal,
): Promise<{ readonly plan: HelperPlan; readonly entry: MadeEntry }> {
  const { rung, wish, name } = order;
  const now = parts.now();
  let entry: MadeEntry | undefined;
  let uid = '';
  const onSend = (plan: HelperPlan): void => {
    const { namespace, pod } = plan;
    const sleeps = order.argv === undefined;
    entry = parts.made.add(madeOf(parts, plan, now, sleeps), () =>
      endHelper(parts.cluster, { kind: rung, namespace, pod, name, uid, sleeps }),
    );
  };
  try {
    const { plan, answer } = await createWithAdmission(parts.cluster, {
      plan: planOf(order, now),
      stricter: () => {
        const level = stricter(wish.security.level);
        return level && planOf({ ...order, wish: { ...wish, security: { ...wish.security, level } } }, now);
      },
      onSend,
      signal,
    });
    uid = isFields(answer) ? textOf(fieldsOf(answer, 'metadata'), 'uid') : '';
    if (entry === undefined) throw new Error('A helper was made that is not in the list.');
    return { plan, entry };
  } catch (error) {
    if (error instanceof PlumblineError && error.facts.status !== undefined) entry?.drop();
    else await entry?.end();
    throw error;
  }
}

function madeOf(parts: LadderParts, plan: HelperPlan, now: Instant, sleeps: boolean): MadeHelper {
  const { rung, name, namespace, pod, node, image, lasts } = plan;
  const kubectl = parts.kubectl();
  const removal =
    rung === 'probe-pod'
      ? shellLine(kubectlArgv(['delete', 'pod', '-n', namespace, name, '--wait=false'], kubectl))
      : kubectlExecLine({ namespace, pod, container: name }, endSleeperArgv(name), kubectl);
  return {
    kind: rung,
    name,
    namespace,
    pod,
    node,
    image,
    madeAt: now,
    deadline: now + lasts,
    state: 'starting',
    note: sleeps ? undefined : 'for one command',
    removal,
  };
}
