import { asRecord } from './fields.ts';
import type { EndpointSlice, Job, Node, Pod, Service, Workload } from './shapes.ts';
import type { KubernetesObject } from './types.ts';

/*
 * Whether an object has the parts that the demo reads without asking. What clients write is checked by these before it
 * is stored, so that no manifest can bring the controllers down.
 */

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list whose elements are objects with all of `texts` as strings. */
const isListWith = (value: unknown, ...texts: readonly string[]): boolean =>
  Array.isArray(value) &&
  value.every((element) => isRecord(element) && texts.every((key) => typeof asRecord(element)[key] === 'string'));

const isOptionalListWith = (value: unknown, ...texts: readonly string[]): boolean =>
  value === undefined || isListWith(value, ...texts);

const spec = (object: KubernetesObject) => asRecord(object['spec']);
const status = (object: KubernetesObject) => asRecord(object['status']);

function isPodSpec(value: unknown): boolean {
  const { containers, ephemeralContainers } = asRecord(value);
  return (
    isListWith(containers, 'name', 'image') &&
    isOptionalListWith(ephemeralContainers, 'name', 'image') &&
    Array.isArray(containers) &&
    containers.length > 0 &&
    containers.every((container) => isOptionalListWith(asRecord(container)['ports']))
  );
}

export function isPod(object: KubernetesObject): object is Pod {
  const { conditions, containerStatuses, ephemeralContainerStatuses } = status(object);
  return (
    object.kind === 'Pod' &&
    isPodSpec(object['spec']) &&
    isRecord(object['status']) &&
    isOptionalListWith(conditions, 'type', 'status') &&
    isOptionalListWith(containerStatuses, 'name') &&
    isOptionalListWith(ephemeralContainerStatuses, 'name')
  );
}

export function isNode(object: KubernetesObject): object is Node {
  const { addresses, conditions } = status(object);
  return (
    object.kind === 'Node' &&
    isRecord(object['spec']) &&
    isListWith(addresses, 'type', 'address') &&
    isListWith(conditions, 'type', 'status')
  );
}

export function isService(object: KubernetesObject): object is Service {
  const { ports, selector, clusterIP, type } = spec(object);
  return (
    object.kind === 'Service' &&
    isListWith(ports) &&
    (selector === undefined || isRecord(selector)) &&
    (typeof clusterIP === 'string' || type === 'ExternalName') &&
    typeof type === 'string'
  );
}

export function isEndpointSlice(object: KubernetesObject): object is EndpointSlice {
  return (
    object.kind === 'EndpointSlice' &&
    typeof object['addressType'] === 'string' &&
    isListWith(object['ports']) &&
    isListWith(object['endpoints']) &&
    Array.isArray(object['endpoints']) &&
    object['endpoints'].every((endpoint) => Array.isArray(asRecord(endpoint)['addresses']))
  );
}

/** Whether it is a Deployment, ReplicaSet, StatefulSet or DaemonSet. */
export function isWorkload(object: KubernetesObject): object is Workload {
  const template = asRecord(spec(object)['template']);
  return (
    object.apiVersion === 'apps/v1' &&
    isRecord(spec(object)['selector']) &&
    isRecord(asRecord(template['metadata'])['labels']) &&
    isPodSpec(template['spec']) &&
    isRecord(object['status'])
  );
}

export function isJob(object: KubernetesObject): object is Job {
  const numbers = ['parallelism', 'completions', 'backoffLimit', 'activeDeadlineSeconds'];
  const template = asRecord(spec(object)['template']);
  return (
    object.kind === 'Job' &&
    isPodSpec(template['spec']) &&
    isRecord(object['status']) &&
    (template['metadata'] === undefined || isRecord(template['metadata'])) &&
    numbers.every((field) => ['number', 'undefined'].includes(typeof spec(object)[field]))
  );
}

/** Whether an object that the demo's controllers look at is whole; other kinds always are. */
export function isWhole(object: KubernetesObject): boolean {
  if (object.apiVersion === 'apps/v1') return isWorkload(object);
  const guards: Readonly<Record<string, (object: KubernetesObject) => boolean>> = {
    Pod: isPod,
    Job: isJob,
    Node: isNode,
    Service: isService,
    EndpointSlice: isEndpointSlice,
  };
  return guards[object.kind]?.(object) ?? true;
}
