import { asRecord, asText } from './fields.ts';
import { kubernetesTime, stableSuffix, stableUid } from './identity.ts';
import type { KubernetesObject } from './types.ts';

/** What an event says about an object. */
export interface EventPlan {
  readonly about: KubernetesObject;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly component: string;
  readonly host?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A core/v1 Event, seen once. */
export function makeEvent(plan: EventPlan): KubernetesObject {
  const { about, at } = plan;
  const namespace = about.metadata.namespace ?? 'default';
  const seed = `${about.kind}/${namespace}/${about.metadata.name}/${plan.reason}/${plan.message}/${at}`;
  const time = kubernetesTime(at);
  const name = `${about.metadata.name}.18${Buffer.from(stableSuffix(seed, 7)).toString('hex')}`;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace, uid: stableUid(`Event/${seed}`), creationTimestamp: time },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      name: about.metadata.name,
      ...(about.metadata.namespace === undefined ? {} : { namespace }),
      uid: about.metadata.uid ?? '',
    },
    type: plan.type,
    reason: plan.reason,
    message: plan.message,
    count: 1,
    firstTimestamp: time,
    lastTimestamp: time,
    eventTime: null,
    source: { component: plan.component, ...(plan.host === undefined ? {} : { host: plan.host }) },
    reportingComponent: plan.component,
    reportingInstance: plan.host ?? '',
  };
}

/** What the scheduler and the kubelet say about a pod that starts: three events, one second apart. */
export function podStartEvents(pod: KubernetesObject, node: string, at: number): KubernetesObject[] {
  const { namespace = '', name } = pod.metadata;
  const kubelet = { component: 'kubelet', host: node, type: 'Normal' } as const;
  return [
    makeEvent({
      about: pod,
      type: 'Normal',
      reason: 'Scheduled',
      message: `Successfully assigned ${namespace}/${name} to ${node}`,
      component: 'default-scheduler',
      at,
    }),
    makeEvent({ about: pod, ...kubelet, reason: 'Created', message: 'Container created', at: at + 1000 }),
    makeEvent({ about: pod, ...kubelet, reason: 'Started', message: 'Container started', at: at + 2000 }),
  ];
}

/** What happened in the cluster's last hour. `now` in milliseconds. */
export function recentEvents(objects: readonly KubernetesObject[], now: number): KubernetesObject[] {
  const find = (kind: string, namespace: string, name: string): KubernetesObject[] =>
    objects.filter((object) => {
      const { metadata } = object;
      return object.kind === kind && metadata.namespace === namespace && metadata.name.startsWith(name);
    });
  const minute = 60_000;
  return [
    ...find('Pod', 'shop', 'cart-').flatMap((pod, index) => {
      const host = asText(asRecord(pod['spec'])['nodeName']) ?? '';
      return podStartEvents(pod, host, now - (48 - index) * minute);
    }),
    ...find('Deployment', 'shop', 'cart').map((about) =>
      makeEvent({
        about,
        type: 'Normal',
        reason: 'ScalingReplicaSet',
        message: 'Scaled up replica set from 1 to 2',
        component: 'deployment-controller',
        at: now - 49 * minute,
      }),
    ),
  ];
}
