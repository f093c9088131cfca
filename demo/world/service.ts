import { kubernetesTime, stableUid } from './identity.ts';
import type { Service, ServicePort } from './shapes.ts';

/** A service in few words. Without `clusterAddress` it is headless. */
export interface ServicePlan {
  readonly namespace: string;
  readonly name: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly clusterAddress?: string;
  readonly type?: 'ClusterIP' | 'NodePort';
  readonly ports: readonly (Omit<ServicePort, 'protocol'> & { readonly protocol?: 'TCP' | 'UDP' })[];
}

/** The Service object of a plan; `createdAt` in milliseconds. */
export function makeService(plan: ServicePlan, createdAt: number): Service {
  const address = plan.clusterAddress ?? 'None';
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: plan.name,
      namespace: plan.namespace,
      uid: stableUid(`Service/${plan.namespace}/${plan.name}`),
      creationTimestamp: kubernetesTime(createdAt),
      labels: plan.selector === undefined ? { component: 'apiserver', provider: 'kubernetes' } : { ...plan.selector },
    },
    spec: {
      ...(plan.selector === undefined ? {} : { selector: { ...plan.selector } }),
      ports: plan.ports.map((port) => ({ ...port, protocol: port.protocol ?? 'TCP' })),
      clusterIP: address,
      clusterIPs: [address],
      type: plan.type ?? 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ...(plan.type === 'NodePort' ? { externalTrafficPolicy: 'Cluster' } : {}),
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
    },
    status: { loadBalancer: {} },
  };
}
