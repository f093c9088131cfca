import type { KubernetesObject } from '../../world/types.ts';
import { asObject } from '../wire/body.ts';
import { isRecord } from '../wire/is-record.ts';
import { badRequest, StatusError } from '../wire/status.ts';
import { jsonPatch } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import { strategicMergePatch } from './strategic-merge-patch.ts';

/** A server-side apply: no patch of what is there, but what somebody wants there. */
export const applyType = 'application/apply-patch+yaml';

const spoken = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

/** Applies a patch of one of the three patch types. Throws 415 for others. */
export function applyPatch(object: KubernetesObject, type: string, patch: unknown): KubernetesObject {
  if (type === spoken[0]) return asObject(jsonPatch(object, patch));
  if (type !== spoken[1] && type !== spoken[2]) {
    throw new StatusError(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: ${[...spoken, applyType].join(', ')}`,
    );
  }
  if (!isRecord(patch))
    throw badRequest('json: cannot unmarshal the patch into Go value of type map[string]interface {}');
  return asObject(type === spoken[1] ? mergePatch(object, patch) : strategicMergePatch(object.kind, object, patch));
}
