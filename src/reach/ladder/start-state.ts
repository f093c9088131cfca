import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from '../../inventory/prune/fields.ts';

/** How far a helper's container has come. */
export type StartState =
  | { readonly kind: 'waiting'; readonly reason: string }
  | { readonly kind: 'running' }
  /** It ended. `startError`: the runtime could not even start it. */
  | {
      readonly kind: 'ended';
      readonly exitCode: number | undefined;
      readonly message: string;
      readonly startError: boolean;
    }
  /** It will not come without help: a sentence with the kubelet's own words. */
  | { readonly kind: 'stuck'; readonly sentence: string; readonly byImage: boolean };

/** Reasons that the kubelet gives for an image that it cannot have. */
const imageReasons: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ErrInspectImage',
  'RegistryUnavailable',
  'ImageInspectError',
  'SignatureValidationFailed',
]);

/** Reasons for a container that it cannot make of the image. */
const createReasons: ReadonlySet<string> = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'CrashLoopBackOff',
]);

/** Ends of a container that never began. */
const startErrors: ReadonlySet<string> = new Set(['StartError', 'ContainerCannotRun', 'ContainerStatusUnknown']);

/** The state of one container of a v1 Pod, ordinary or ephemeral, as the kubelet tells it. Pure. */
export function startState(pod: unknown, container: string): StartState {
  const status = isFields(pod) ? fieldsOf(pod, 'status') : {};
  const found = [...listOf(status, 'containerStatuses'), ...listOf(status, 'ephemeralContainerStatuses')].find(
    (one) => textOf(one, 'name') === container,
  );
  if (found === undefined) return podState(status);
  const state = fieldsOf(found, 'state');
  if (isFields(state['running'])) return { kind: 'running' };
  if (isFields(state['terminated'])) return ended(fieldsOf(state, 'terminated'));
  const waiting = fieldsOf(state, 'waiting');
  const reason = textOf(waiting, 'reason');
  const words = textOf(waiting, 'message');
  if (imageReasons.has(reason)) {
    return {
      kind: 'stuck',
      byImage: true,
      sentence: `the image ${textOf(found, 'image')} does not come: ${said(reason, words)}`,
    };
  }
  if (createReasons.has(reason)) {
    return { kind: 'stuck', byImage: false, sentence: `the container cannot be made: ${said(reason, words)}` };
  }
  return { kind: 'waiting', reason };
}

/** Before the kubelet has said anything of its containers, the pod itself may have been turned away. */
function podState(status: Fields): StartState {
  if (textOf(status, 'phase') !== 'Failed') return { kind: 'waiting', reason: '' };
  const words = said(textOf(status, 'reason') || 'Failed', textOf(status, 'message'));
  return { kind: 'stuck', byImage: false, sentence: `the node does not take it: ${words}` };
}

function ended(terminated: Fields): StartState {
  const reason = textOf(terminated, 'reason');
  const exitCode = numberOf(terminated, 'exitCode');
  const message = textOf(terminated, 'message') || said(reason, exitCode === undefined ? '' : `exit code ${exitCode}`);
  return { kind: 'ended', exitCode, message, startError: startErrors.has(reason) };
}

function said(reason: string, words: string): string {
  return words === '' ? reason : `${reason}: ${words}`;
}
