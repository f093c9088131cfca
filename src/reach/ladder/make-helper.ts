import type { MadeHelper } from '../../contracts/ladder.ts';
import type { Runner } from '../../contracts/runner.ts';
import type { Instant } from '../../contracts/time.ts';
import { weigh } from '../../consent/weigh.ts';
import { intentOfCommand } from '../../consent/intent-of-command.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import { fieldsOf, isFields, textOf } from '../../inventory/prune/fields.ts';
import { kubectlArgv, kubectlExecLine } from '../kubectl-line.ts';
import { shellLine } from '../quote.ts';
import { createWithAdmission } from './create-with-admission.ts';
import { mostEntrypoints, planDebugContainer } from './debug-container-plan.ts';
import { endHelper } from './end-helper.ts';
import { entrypointRunner } from './entrypoint-runner.ts';
import type { MadeEntry } from './made.ts';
import { debugContainerPrefix, newName, probePodPrefix } from './names.ts';
import type { LadderParts } from './parts.ts';
import { debugPlace, probePodPlace } from './places.ts';
import type { HelperPlan, HelperWish } from './plan.ts';
import { planProbePod, probeContainer } from './probe-pod-plan.ts';
import type { MakingRung } from './decide.ts';
import { endSleeperArgv } from './sleeper.ts';
import { waitUntilStarted } from './wait-until-started.ts';

/** A helper that programs can be run in, and until when. */
export interface Helper {
  readonly rung: MakingRung;
  readonly image: string;
  readonly runner: Runner;
  readonly deadline: Instant;
}

/** Plans a helper of this rung and name; `argv` is its entrypoint unless it shall wait for programs. */
export function planFor(
  rung: MakingRung,
  wish: HelperWish,
  name: string,
  now: Instant,
  argv?: readonly string[],
): HelperPlan {
  const plan = rung === 'debug-container' ? planDebugContainer : planProbePod;
  return argv === undefined ? plan(wish, name, now) : plan(wish, name, now, argv);
}

/** A new name for a helper of this rung. */
export function nameFor(rung: MakingRung): string {
  return newName(rung === 'debug-container' ? debugContainerPrefix : probePodPrefix);
}

/**
 * Makes a helper and waits until programs can be run in it. With `via: 'log'` nothing is made yet: each command makes its
 * own container. Rejects with a PlumblineError whose sentence tells why it will not come; what was made until then is in
 * the list and is removed where it can be.
 */
export async function makeHelper(
  parts: LadderParts,
  rung: MakingRung,
  wish: HelperWish,
  name: string,
  signal: AbortSignal,
): Promise<Helper> {
  if (wish.via === 'log') return commandHelper(parts, rung, wish);
  const { plan, pod, entry } = await start(parts, rung, wish, name, undefined, signal);
  const { cluster } = parts;
  const isProbePod = rung === 'probe-pod';
  const uid = isProbePod ? textOf(fieldsOf(pod, 'metadata'), 'uid') : wish.pod.uid;
  const target = isProbePod
    ? { namespace: wish.pod.namespace, pod: name, uid, container: probeContainer }
    : { namespace: wish.pod.namespace, pod: wish.pod.name, uid, container: name };
  const address = textOf(fieldsOf(pod, 'status'), 'podIP') || undefined;
  const place = isProbePod ? probePodPlace(wish.pod, name, address) : debugPlace(rung, wish.pod, name);
  const deadline = parts.now() + plan.lasts;
  entry.update({ state: 'running', deadline });
  return { rung, image: plan.image, deadline, runner: { ...cluster.runner(target), place } };
}

interface Started {
  readonly plan: HelperPlan;
  /** The pod that the container is in, as it was when it ran. */
  readonly pod: Readonly<Record<string, unknown>>;
  readonly entry: MadeEntry;
}

async function start(
  parts: LadderParts,
  rung: MakingRung,
  wish: HelperWish,
  name: string,
  argv: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Started> {
  const { cluster } = parts;
  const now = parts.now();
  const { plan, entry } = await create(parts, rung, wish, name, argv, signal);
  const where = { namespace: plan.namespace, pod: rung === 'probe-pod' ? name : plan.pod };
  try {
    const container = rung === 'probe-pod' ? probeContainer : name;
    const { state, pod } = await waitUntilStarted(cluster, { ...where, container }, signal);
    if (state.kind === 'running' && isFields(pod)) return { plan, pod, entry };
    const sentence =
      state.kind === 'stuck' ? state.sentence : `it ended at once: ${'message' in state ? state.message : ''}`;
    throw new PlumblineError(sentence, { kind: 'protocol', operation: 'start a helper', object: name });
  } catch (error) {
    const note = error instanceof Error ? error.message : String(error);
    // Its entry in the pod cannot be taken back; a pod can.
    if (rung === 'probe-pod') await entry.end();
    else entry.update({ state: 'left', note: `${note}; its entry stays in the pod`, deadline: now + plan.lasts });
    throw error;
  }
}

async function create(
  parts: LadderParts,
  rung: MakingRung,
  wish: HelperWish,
  name: string,
  argv: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<{ readonly plan: HelperPlan; readonly entry: MadeEntry }> {
  const now = parts.now();
  const planAt = (level: HelperWish['security']['level']): HelperPlan =>
    planFor(rung, { ...wish, security: { ...wish.security, level } }, name, now, argv);
  const { plan, answer } = await createWithAdmission(parts.cluster, wish.security.level, planAt, signal);
  const uid = isFields(answer) ? textOf(fieldsOf(answer, 'metadata'), 'uid') : '';
  const entry = parts.made.add(madeOf(parts, plan, now, argv !== undefined), () =>
    endHelper(parts.cluster, {
      rung,
      namespace: plan.namespace,
      pod: plan.pod,
      name,
      uid,
      sleeps: argv === undefined,
    }),
  );
  return { plan, entry };
}

function madeOf(parts: LadderParts, plan: HelperPlan, now: Instant, single: boolean): MadeHelper {
  const { rung, name, namespace, pod, node, image, lasts } = plan;
  const removal =
    rung === 'probe-pod'
      ? shellLine(kubectlArgv(['delete', 'pod', '-n', namespace, name, '--wait=false'], parts.kubectl()))
      : kubectlExecLine({ namespace, pod, container: name }, endSleeperArgv(name), parts.kubectl());
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
    note: single ? 'for one command' : undefined,
    removal,
  };
}

/** Each command makes its own container: the debug container's entry stays, a pod is removed once it has answered. */
function commandHelper(parts: LadderParts, rung: MakingRung, wish: HelperWish): Helper {
  let made = 0;
  const base =
    rung === 'probe-pod' ? probePodPlace(wish.pod, 'per command') : debugPlace(rung, wish.pod, 'per command');
  const brief =
    rung === 'probe-pod' ? 'a probe pod per command, by its log' : 'a debug container per command, by its log';
  const runner = entrypointRunner(parts.cluster, {
    place: { ...base, brief, slow: true },
    removable: rung === 'probe-pod',
    commandLine: (argv) => planFor(rung, wish, nameFor(rung), parts.now(), argv).commandLine,
    async make(argv, signal) {
      const consent = weigh(parts.mode, intentOfCommand(argv));
      if (!consent.allowed) {
        throw new PlumblineError(consent.sentence, {
          kind: 'consent',
          operation: 'run a command',
          object: argv.join(' '),
        });
      }
      made += 1;
      if (rung === 'debug-container' && made > mostEntrypoints) {
        throw new PlumblineError(
          `${mostEntrypoints} debug containers were made in pod ${wish.pod.namespace}/${wish.pod.name} for single commands, and none of them can be removed: no more are made.`,
          {
            kind: 'consent',
            operation: 'make a debug container',
            nextStep: 'Ask for create on pods/exec: then one is enough.',
          },
        );
      }
      const name = nameFor(rung);
      const { plan, entry } = await create(parts, rung, wish, name, argv, signal);
      const isProbePod = rung === 'probe-pod';
      return {
        namespace: plan.namespace,
        pod: isProbePod ? name : plan.pod,
        container: isProbePod ? probeContainer : name,
        over: () =>
          isProbePod
            ? entry.end()
            : Promise.resolve(entry.update({ state: 'ended', note: 'its entry stays in the pod' })),
      };
    },
  });
  return { rung, image: wish.image, runner, deadline: Number.POSITIVE_INFINITY };
}
