import type { Pod } from '../../world/shapes.ts';
import type { KubernetesObject } from '../../world/types.ts';
import type { Resource } from '../resources/resource.ts';
import { type FieldError, invalid } from '../wire/status.ts';
import { required, validateMetadata } from './validate-metadata.ts';
import { validatePolicy } from './validate-policy.ts';

function validatePod(object: KubernetesObject): FieldError[] {
  const containers = (object as Partial<Pod>).spec?.containers;
  if (!Array.isArray(containers) || containers.length === 0) return [required('spec.containers')];
  return containers.flatMap((container, index) => [
    ...(container.name ? [] : [required(`spec.containers[${index}].name`)]),
    ...(container.image ? [] : [required(`spec.containers[${index}].image`)]),
  ]);
}

const byKind: Readonly<Record<string, (object: KubernetesObject) => FieldError[]>> = {
  Pod: validatePod,
  NetworkPolicy: validatePolicy,
};

/** Throws 422 with every field that the API server would refuse; the checks that matter to the demo, not all of them. */
export function validate(resource: Resource, object: KubernetesObject): void {
  const errors = [...validateMetadata(object), ...(byKind[resource.kind]?.(object) ?? [])];
  if (errors.length > 0) throw invalid(resource, object.metadata.name, errors);
}
