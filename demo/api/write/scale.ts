import type { Workload } from '../../world/shapes.ts';
import type { KubernetesObject } from '../../world/types.ts';
import { asRecord } from '../../world/fields.ts';
import { invalid } from '../wire/status.ts';
import type { Resource } from '../resources/resource.ts';
import { invalidValue } from './validate-metadata.ts';

/** autoscaling/v1 Scale of a workload: its size as an object of its own. */
export function scaleOf(object: Workload): KubernetesObject {
  const { metadata, spec, status } = object;
  const { name, namespace = '', uid = '', resourceVersion = '', creationTimestamp = '' } = metadata;
  const selector = Object.entries(spec.selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec.replicas ?? 1 },
    status: { replicas: status['replicas'] ?? 0, selector: selector.join(',') },
  };
}

/** The workload at the size that a Scale asks for. Throws 422 for a size that is none. */
export function withScale(resource: Resource, object: Workload, scale: KubernetesObject): KubernetesObject {
  const replicas = asRecord(scale['spec'])['replicas'] ?? 0;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas < 0) {
    const rule = 'must be greater than or equal to 0';
    throw invalid(resource, object.metadata.name, [invalidValue('spec.replicas', replicas, rule)]);
  }
  return { ...object, spec: { ...object.spec, replicas } };
}
