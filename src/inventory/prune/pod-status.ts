import { type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts';

/** What kubectl's STATUS column says of a pod: 'Running', 'CrashLoopBackOff', 'Init:0/1', 'Terminating'. */
export function podStatus(pod: Fields): string {
  const metadata = fieldsOf(pod, 'metadata');
  const status = fieldsOf(pod, 'status');
  const phase = textOf(status, 'phase') || 'Unknown';
  if (textOf(metadata, 'deletionTimestamp') !== '') {
    if (textOf(status, 'reason') === 'NodeLost') return 'Unknown';
    if (phase !== 'Succeeded' && phase !== 'Failed') return 'Terminating';
  }
  return initStatus(pod, status) ?? containerStatus(status, textOf(status, 'reason') || gated(status) || phase);
}

function gated(status: Fields): string {
  const scheduled = listOf(status, 'conditions').find((condition) => textOf(condition, 'type') === 'PodScheduled');
  return scheduled !== undefined && textOf(scheduled, 'reason') === 'SchedulingGated' ? 'SchedulingGated' : '';
}

/** The first init container that has not done its work; undefined when all have. */
function initStatus(pod: Fields, status: Fields): string | undefined {
  const specs = listOf(fieldsOf(pod, 'spec'), 'initContainers');
  const statuses = listOf(status, 'initContainerStatuses');
  for (const [index, container] of statuses.entries()) {
    const state = fieldsOf(container, 'state');
    const terminated = fieldsOf(state, 'terminated');
    const spec = specs.find((one) => textOf(one, 'name') === textOf(container, 'name'));
    const sidecar = spec !== undefined && textOf(spec, 'restartPolicy') === 'Always';
    if ('terminated' in state && numberOf(terminated, 'exitCode') === 0) continue;
    if (sidecar && container['started'] === true) continue;
    if ('terminated' in state) return `Init:${endReason(terminated)}`;
    const waiting = textOf(fieldsOf(state, 'waiting'), 'reason');
    if (waiting !== '' && waiting !== 'PodInitializing') return `Init:${waiting}`;
    return `Init:${index}/${specs.length || statuses.length}`;
  }
  return undefined;
}

function containerStatus(status: Fields, otherwise: string): string {
  let reason = otherwise;
  let running = false;
  for (const container of listOf(status, 'containerStatuses').toReversed()) {
    const state = fieldsOf(container, 'state');
    const waiting = textOf(fieldsOf(state, 'waiting'), 'reason');
    if (waiting !== '') reason = waiting;
    else if ('terminated' in state) reason = endReason(fieldsOf(state, 'terminated'));
    else if (container['ready'] === true && 'running' in state) running = true;
  }
  if (reason !== 'Completed' || !running) return reason;
  return isReady(status) ? 'Running' : 'NotReady';
}

function endReason(terminated: Fields): string {
  const reason = textOf(terminated, 'reason');
  if (reason !== '') return reason;
  const signal = numberOf(terminated, 'signal');
  return signal ? `Signal:${signal}` : `ExitCode:${numberOf(terminated, 'exitCode') ?? '?'}`;
}

/** Whether the pod's Ready condition is True. */
export function isReady(status: Fields): boolean {
  return listOf(status, 'conditions').some(
    (one) => textOf(one, 'type') === 'Ready' && textOf(one, 'status') === 'True',
  );
}
