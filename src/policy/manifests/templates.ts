import { type Fields, fieldsOf } from '../../inventory/prune/fields.ts';
import type { ManifestObject } from './objects.ts';

/** Where each kind of workload keeps its pods' template. */
const templatePaths: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  DeploymentConfig: ['spec', 'template'],
};

/** Whether objects of this kind make pods. */
export function isTemplateKind(kind: string): boolean {
  return Object.hasOwn(templatePaths, kind);
}

/** A pod as a workload's template would make it, under the workload's own name; it has neither address nor node. */
export function podOfTemplate({ kind, namespace, name, object }: ManifestObject): Fields {
  const template = (templatePaths[kind] ?? []).reduce<Fields>((from, key) => fieldsOf(from, key), object);
  return {
    metadata: { ...fieldsOf(template, 'metadata'), name, namespace },
    spec: fieldsOf(template, 'spec'),
  };
}
