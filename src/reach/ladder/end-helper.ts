import type { Cluster } from '../../contracts/cluster.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { HelperKind, MadeHelper } from '../../contracts/ladder.ts';
import { podPath } from '../../kube/exec/target.ts';
import { helperWords } from './helper-words.ts';
import { endSleeperArgv } from './sleeper.ts';

/** A helper to end. */
export interface EndedHelper {
  readonly kind: HelperKind;
  readonly namespace: string;
  /** The pod that a debug container is in. */
  readonly pod: string;
  readonly name: string;
  /** Of a pod: another pod of the same name is left alone. '' where it is not known. */
  readonly uid: string;
  /** It waits for programs, and can be told to end; else it ends with its command. */
  readonly sleeps: boolean;
}

const execPatience = 4000;

/** Removes a pod of plumbline's; tells a debug container to end. Tells what stays. Never rejects. */
export async function endHelper(
  cluster: Pick<Cluster, 'api' | 'runner'>,
  helper: EndedHelper,
): Promise<Pick<MadeHelper, 'state' | 'note'>> {
  return helper.kind === 'debug-container' ? await endSleeper(cluster, helper) : await removePod(cluster, helper);
}

async function removePod(
  cluster: Pick<Cluster, 'api'>,
  { kind, namespace, name, uid }: EndedHelper,
): Promise<Pick<MadeHelper, 'state' | 'note'>> {
  try {
    await cluster.api({
      method: 'DELETE',
      path: podPath({ namespace, pod: name }),
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        gracePeriodSeconds: 1,
        ...(uid === '' ? {} : { preconditions: { uid } }),
      },
      operation: `remove the ${helperWords[kind]}`,
      object: `pod ${namespace}/${name}`,
      intent: { kind: 'remove-helper', what: `${helperWords[kind]} ${namespace}/${name}` },
    });
    return { state: 'removed', note: undefined };
  } catch (error) {
    if (error instanceof PlumblineError && error.kind === 'not-found') return { state: 'removed', note: undefined };
    const words =
      error instanceof PlumblineError ? `${error.message} ${error.facts.serverMessage ?? ''}`.trim() : String(error);
    return { state: 'left', note: `it could not be removed and ends by its deadline: ${words}` };
  }
}

async function endSleeper(
  cluster: Pick<Cluster, 'runner'>,
  { namespace, pod, name, sleeps }: EndedHelper,
): Promise<Pick<MadeHelper, 'state' | 'note'>> {
  const entryStays = 'its entry stays in the pod until the pod goes';
  if (!sleeps) return { state: 'ended', note: entryStays };
  const runner = cluster.runner({ namespace, pod, container: name });
  const running = runner.run(endSleeperArgv(name), { deadline: execPatience });
  const { end } = await running.result;
  if (end.kind === 'exited' && end.code === 0) return { state: 'ended', note: entryStays };
  const why =
    end.kind === 'failed'
      ? end.error.message
      : end.kind === 'missing-program'
        ? end.message
        : end.kind === 'exited'
          ? 'its /tmp cannot be written'
          : end.kind;
  if (/not found|not running|completed/i.test(why)) return { state: 'ended', note: entryStays };
  return { state: 'left', note: `it could not be told to end and ends by its deadline: ${why}` };
}
