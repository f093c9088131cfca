import { asList, asRecord } from '../../world/fields.ts';
import { isWhole } from '../../world/guards.ts';
import type { KubernetesObject } from '../../world/types.ts';
import type { Resource } from '../resources/resource.ts';
import { type FieldError, invalid } from '../wire/status.ts';
import { required, validateMetadata } from './validate-metadata.ts';
import { validatePolicy } from './validate-policy.ts';

function validatePod(object: KubernetesObject): FieldError[] {
  const containers = asList(asRecord(object['spec'])['containers']).map(asRecord);
  if (containers.length === 0) return [required('spec.containers')];
  return containers.flatMap((container, index) => [
    ...(container['name'] ? [] : [required(`spec.containers[${index}].name`)]),
    ...(container['image'] ? [] : [required(`spec.containers[${index}].image`)]),
  ]);
}

function validateService(object: KubernetesObject): FieldError[] {
  const { ports, clusterIP, type } = asRecord(object['spec']);
  const needed = clusterIP !== 'None' && type !== 'ExternalName';
  return needed && asList(ports).length === 0 ? [required('spec.ports')] : [];
}

function validateJob(object: KubernetesObject): FieldError[] {
  const { restartPolicy } = asRecord(asRecord(asRecord(object['spec'])['template'])['spec']);
  if (restartPolicy === 'Never' || restartPolicy === 'OnFailure') return [];
  const value = JSON.stringify(restartPolicy ?? '');
  const message = `Unsupported value: ${value}: supported values: "OnFailure", "Never"`;
  return [{ reason: 'FieldValueNotSupported', field: 'spec.template.spec.restartPolicy', message }];
}

const byKind: Readonly<Record<string, (object: KubernetesObject) => FieldError[]>> = {
  Pod: validatePod,
  Job: validateJob,
  Service: validateService,
  NetworkPolicy: validatePolicy,
};

/** Throws 422 with every field that the API server would refuse; the checks that matter to the demo, not all of them. */
export function validate(resource: Resource, object: KubernetesObject): void {
  const errors = [...validateMetadata(object), ...(byKind[resource.kind]?.(object) ?? [])];
  if (errors.length > 0) throw invalid(resource, object.metadata.name, errors);
}

/** Throws 422 for an object that lacks parts which the demo's controllers rely on, however it came to lack them. */
export function checkWhole(resource: Resource, object: KubernetesObject): void {
  if (isWhole(object)) return;
  const rule = `a ${object.kind} of the demo needs its spec and status whole`;
  throw invalid(resource, object.metadata.name, [required('spec', rule)]);
}
