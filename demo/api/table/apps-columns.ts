import { asRecord } from '../../world/fields.ts';
import { isWorkload } from '../../world/guards.ts';
import type { Workload } from '../../world/shapes.ts';
import type { KubernetesObject } from '../../world/types.ts';
import { ageColumn } from './age.ts';
import { narrow } from './narrow.ts';
import { type Column, column, nameColumn, wideColumn } from './column.ts';
import { labels, list, selector } from './format.ts';

const workload = (object: KubernetesObject): Workload => narrow(object, isWorkload);

function count(object: KubernetesObject, field: string): number {
  const value = workload(object).status[field];
  return typeof value === 'number' ? value : 0;
}

const counted = (name: string, field: string): Column => column(name, (object) => count(object, field), 'integer');

const desired = (object: KubernetesObject): number => workload(object).spec.replicas ?? 0;
const containers = (object: KubernetesObject) => workload(object).spec.template.spec.containers;

const readyOfDesired = column('Ready', (object) => `${count(object, 'readyReplicas')}/${desired(object)}`);
const imageColumns: readonly Column[] = [
  wideColumn('Containers', (object) => list(containers(object).map(({ name }) => name))),
  wideColumn('Images', (object) => list(containers(object).map(({ image }) => image))),
];
const selectorColumn = wideColumn('Selector', (object) => selector(workload(object).spec.selector));

export const deploymentColumns: readonly Column[] = [
  nameColumn,
  readyOfDesired,
  counted('Up-to-date', 'updatedReplicas'),
  counted('Available', 'availableReplicas'),
  ageColumn,
  ...imageColumns,
  selectorColumn,
];

export const replicaSetColumns: readonly Column[] = [
  nameColumn,
  column('Desired', desired, 'integer'),
  counted('Current', 'replicas'),
  counted('Ready', 'readyReplicas'),
  ageColumn,
  ...imageColumns,
  selectorColumn,
];

export const statefulSetColumns: readonly Column[] = [nameColumn, readyOfDesired, ageColumn, ...imageColumns];

export const daemonSetColumns: readonly Column[] = [
  nameColumn,
  counted('Desired', 'desiredNumberScheduled'),
  counted('Current', 'currentNumberScheduled'),
  counted('Ready', 'numberReady'),
  counted('Up-to-date', 'updatedNumberScheduled'),
  counted('Available', 'numberAvailable'),
  column('Node Selector', (object) => labels(asRecord(workload(object).spec.template.spec['nodeSelector']))),
  ageColumn,
  ...imageColumns,
  selectorColumn,
];
