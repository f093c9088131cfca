import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { makeEvent } from '../../world/events.ts';
import { asList, asNumber, asRecord, asText } from '../../world/fields.ts';
import { isJob } from '../../world/guards.ts';
import { kubernetesTime } from '../../world/identity.ts';
import type { Job, Pod } from '../../world/shapes.ts';
import { isReady } from '../../world/endpoint-slice.ts';
import { admitPod } from '../admission/pod-security.ts';
import { StatusError } from '../wire/status.ts';
import type { Controller, ControlPlane } from './controller.ts';
import { generatedName } from './generated-name.ts';
import { tellFailedCreate } from './failed-create.ts';
import { podsOf, terminate } from './pods.ts';

const isOver = (job: Job): boolean =>
  asList(job.status['conditions'])
    .map(asRecord)
    .some(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True');

const inPhase = (pods: readonly Pod[], phase: string): number =>
  pods.filter(({ status }) => status.phase === phase).length;

function createPod(plane: ControlPlane, job: Job): boolean {
  const { store, now } = plane;
  const { name, namespace = '', uid = '' } = job.metadata;
  const { metadata, spec } = job.spec.template;
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: generatedName(`${name}-`),
      namespace,
      generateName: `${name}-`,
      uid: randomUUID(),
      creationTimestamp: kubernetesTime(now()),
      labels: { ...metadata?.labels },
      ...(metadata?.annotations === undefined ? {} : { annotations: metadata.annotations }),
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name, uid, controller: true }],
    },
    spec: structuredClone(spec),
    status: { phase: 'Pending', qosClass: 'BestEffort' },
  };
  try {
    admitPod(store, pod);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    tellFailedCreate(plane, job, error.message);
    return false;
  }
  store.put('pods', pod);
  const message = `Created pod: ${pod.metadata.name}`;
  const event = {
    about: job,
    type: 'Normal',
    reason: 'SuccessfulCreate',
    message,
    component: 'job-controller',
  } as const;
  store.put('events', makeEvent({ ...event, at: now() }));
  return true;
}

function conditions(now: number, types: readonly string[], reason: string, message: string): unknown[] {
  const at = kubernetesTime(now);
  return types.map((type) => ({
    type,
    status: 'True',
    lastProbeTime: at,
    lastTransitionTime: at,
    reason,
    message,
  }));
}

/** Why the job is over, as conditions; undefined while it goes on. */
function outcome(job: Job, succeeded: number, failed: number, now: number): unknown[] | undefined {
  const { completions = 1, backoffLimit = 6, activeDeadlineSeconds } = job.spec;
  const started = Date.parse(asText(job.status['startTime']) ?? '');
  if (succeeded >= completions) {
    const message = 'Reached expected number of succeeded pods';
    return conditions(now, ['SuccessCriteriaMet', 'Complete'], 'CompletionsReached', message);
  }
  if (failed > backoffLimit) {
    const message = 'Job has reached the specified backoff limit';
    return conditions(now, ['FailureTarget', 'Failed'], 'BackoffLimitExceeded', message);
  }
  if (activeDeadlineSeconds !== undefined && now >= started + activeDeadlineSeconds * 1000) {
    const message = 'Job was active longer than specified deadline';
    return conditions(now, ['FailureTarget', 'Failed'], 'DeadlineExceeded', message);
  }
  return undefined;
}

function reconcile(plane: ControlPlane, job: Job): void {
  const { store, now } = plane;
  const pods = podsOf(store, job);
  const [succeeded, failed] = [inPhase(pods, 'Succeeded'), inPhase(pods, 'Failed')];
  const active = pods.filter(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed');
  const present = { ...job, status: { startTime: kubernetesTime(now()), ...job.status } };
  const over = outcome(present, succeeded, failed, now());
  let running = active.length;
  if (over !== undefined) {
    for (const pod of active) terminate(store, pod, now());
    running = 0;
  } else if (job.spec.suspend !== true) {
    const { completions = 1, parallelism = 1 } = job.spec;
    for (const wanted = Math.min(parallelism, completions - succeeded); running < wanted; running++) {
      if (!createPod(plane, job)) break;
    }
  }
  const complete = succeeded >= (job.spec.completions ?? 1);
  const status = {
    ...present.status,
    ...(over === undefined ? {} : { conditions: over }),
    ...(complete ? { completionTime: kubernetesTime(now()) } : {}),
    active: running,
    ready: over === undefined ? active.filter(isReady).length : 0,
    succeeded,
    failed,
    terminating: 0,
    uncountedTerminatedPods: {},
  };
  if (!isDeepStrictEqual(status, job.status)) store.put('jobs', { ...job, status });
}

/** Runs a Job's pods until enough of them succeeded, or too many failed. */
export const reconcileJobs: Controller = (plane) => {
  for (const job of plane.store.list('jobs').filter(isJob)) if (!isOver(job)) reconcile(plane, job);
};

/** When a Job's activeDeadlineSeconds are over, milliseconds since the epoch; undefined when none runs with one. */
export function nextJobDeadline({ store }: ControlPlane): number | undefined {
  const times = store
    .list('jobs')
    .filter(isJob)
    .flatMap((job) => {
      const seconds = asNumber(job.spec.activeDeadlineSeconds);
      const started = Date.parse(asText(job.status['startTime']) ?? '');
      return seconds === undefined || Number.isNaN(started) || isOver(job) ? [] : [started + seconds * 1000];
    });
  return times.length === 0 ? undefined : Math.min(...times);
}
