import { isWorkload } from '../../world/guards.ts';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { kubernetesTime, stableSuffix } from '../../world/identity.ts';
import type { PodTemplate, Workload } from '../../world/shapes.ts';
import type { Controller, ControlPlane } from './controller.ts';

const hashLabel = 'pod-template-hash';

function withoutHash({ metadata, spec }: PodTemplate): PodTemplate {
  const { [hashLabel]: _, ...labels } = metadata.labels;
  return { metadata: { ...metadata, labels }, spec };
}

function newReplicaSet(deployment: Workload, now: number): Workload {
  const { template, replicas = 1 } = deployment.spec;
  const { name, namespace = '', uid = '' } = deployment.metadata;
  const hash = stableSuffix(JSON.stringify([uid, template]), 10);
  const labels = { ...template.metadata.labels, [hashLabel]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      uid: randomUUID(),
      generation: 1,
      creationTimestamp: kubernetesTime(now),
      labels,
      annotations: { 'deployment.kubernetes.io/desired-replicas': String(replicas) },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true }],
    },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  };
}

function scale({ store }: ControlPlane, replicaSet: Workload, replicas: number): void {
  if (replicaSet.spec.replicas === replicas) return;
  store.put('replicasets', { ...replicaSet, spec: { ...replicaSet.spec, replicas } });
}

/** Keeps one ReplicaSet per Deployment at the wanted size: the one with the present template; older ones go to zero. */
export const reconcileDeployments: Controller = (plane) => {
  const { store, now } = plane;
  for (const deployment of store.list('deployments').filter(isWorkload)) {
    const owned = store
      .list('replicasets', deployment.metadata.namespace)
      .filter(isWorkload)
      .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata.uid));
    const current = owned.find(({ spec }) => isDeepStrictEqual(withoutHash(spec.template), deployment.spec.template));
    if (current === undefined) store.put('replicasets', newReplicaSet(deployment, now()));
    else scale(plane, current, deployment.spec.replicas ?? 1);
    for (const replicaSet of owned) if (replicaSet !== current) scale(plane, replicaSet, 0);
  }
};
