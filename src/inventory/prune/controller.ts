import type { ConfigMapRecord, DaemonSetRecord, DeploymentRecord, EventRecord, PolicyRecord } from '../records.ts';
import { type Fields, fieldsOf, instantOf, listOf, numberOf, textOf } from './fields.ts';
import { identityOf, selectorOf } from './identity.ts';
import type { Interner } from './intern.ts';

function imagesOf(spec: Fields, interner: Interner): readonly string[] {
  return listOf(fieldsOf(fieldsOf(spec, 'template'), 'spec'), 'containers').map((one) =>
    interner.text(textOf(one, 'image')),
  );
}

/** apps/v1 DaemonSet to its slim record; undefined for what is no object. */
export function pruneDaemonSet(set: Fields, interner: Interner): DaemonSetRecord | undefined {
  const identity = identityOf(set, interner);
  if (identity === undefined) return undefined;
  const spec = fieldsOf(set, 'spec');
  const status = fieldsOf(set, 'status');
  return {
    kind: 'daemonset',
    ...identity,
    desired: numberOf(status, 'desiredNumberScheduled') ?? 0,
    ready: numberOf(status, 'numberReady') ?? 0,
    updated: numberOf(status, 'updatedNumberScheduled') ?? 0,
    images: imagesOf(spec, interner),
    selector: selectorOf(spec['selector'], interner),
  };
}

/** apps/v1 Deployment to its slim record; undefined for what is no object. */
export function pruneDeployment(deployment: Fields, interner: Interner): DeploymentRecord | undefined {
  const identity = identityOf(deployment, interner);
  if (identity === undefined) return undefined;
  const spec = fieldsOf(deployment, 'spec');
  const status = fieldsOf(deployment, 'status');
  return {
    kind: 'deployment',
    ...identity,
    // The API's default for an absent `replicas` is 1.
    desired: numberOf(spec, 'replicas') ?? 1,
    ready: numberOf(status, 'readyReplicas') ?? 0,
    available: numberOf(status, 'availableReplicas') ?? 0,
    images: imagesOf(spec, interner),
    selector: selectorOf(spec['selector'], interner),
  };
}

/** networking.k8s.io/v1 NetworkPolicy: its spec is kept as it came, because the policy engine reads all of it. */
export function prunePolicy(policy: Fields, interner: Interner): PolicyRecord | undefined {
  const identity = identityOf(policy, interner);
  return identity && { kind: 'policy', ...identity, spec: fieldsOf(policy, 'spec') };
}

/** v1 Event, also one written through events.k8s.io, to its slim record; undefined for what is no object. */
export function pruneEvent(event: Fields, interner: Interner): EventRecord | undefined {
  const identity = identityOf(event, interner);
  if (identity === undefined) return undefined;
  const series = fieldsOf(event, 'series');
  const about = fieldsOf(event, 'involvedObject');
  return {
    kind: 'event',
    ...identity,
    type: interner.text(textOf(event, 'type')),
    reason: interner.text(textOf(event, 'reason')),
    message: textOf(event, 'message'),
    count: numberOf(series, 'count') ?? numberOf(event, 'count') ?? 1,
    lastSeen:
      instantOf(series, 'lastObservedTime') ??
      instantOf(event, 'lastTimestamp') ??
      instantOf(event, 'eventTime') ??
      identity.createdAt,
    about: {
      kind: interner.text(textOf(about, 'kind')),
      namespace: interner.text(textOf(about, 'namespace')),
      name: textOf(about, 'name'),
      uid: textOf(about, 'uid'),
    },
  };
}

/** v1 ConfigMap to its slim record; undefined for what is no object. */
export function pruneConfigMap(map: Fields, interner: Interner): ConfigMapRecord | undefined {
  const identity = identityOf(map, interner);
  if (identity === undefined) return undefined;
  const data = Object.entries(fieldsOf(map, 'data')).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { kind: 'configmap', ...identity, data: Object.fromEntries(data) };
}
