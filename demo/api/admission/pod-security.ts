import { asRecord } from '../../world/fields.ts';
import type { KubernetesObject } from '../../world/types.ts';
import type { ObjectStore } from '../store.ts';
import { StatusError } from '../wire/status.ts';
import { type PodSecurityLevel, violations } from './pod-checks.ts';

const levels: readonly PodSecurityLevel[] = ['privileged', 'baseline', 'restricted'];

/** The level and version that a namespace's labels set; a level that does not exist counts as restricted. */
function policyOf(store: ObjectStore, namespace: string, mode: 'enforce' | 'warn') {
  const labels = store.get('namespaces', '', namespace)?.metadata.labels ?? {};
  const label = labels[`pod-security.kubernetes.io/${mode}`];
  const version = labels[`pod-security.kubernetes.io/${mode}-version`] ?? 'latest';
  const level = label === undefined ? 'privileged' : (levels.find((known) => known === label) ?? 'restricted');
  return { level, version };
}

function sentence(store: ObjectStore, namespace: string, mode: 'enforce' | 'warn', spec: unknown): string | undefined {
  if (spec === undefined) return undefined;
  const { level, version } = policyOf(store, namespace, mode);
  const found = violations(level, asRecord(spec)).map(({ reason, detail }) => `${reason} (${detail})`);
  return found.length === 0 ? undefined : `violate PodSecurity "${level}:${version}": ${found.join(', ')}`;
}

/**
 * What the admission plugin warns of: a pod against its namespace's warn label, a workload's template also against the
 * enforce label that its pods will meet. Undefined when all is well.
 */
export function podSecurityWarning(store: ObjectStore, object: KubernetesObject): string | undefined {
  const { namespace = '' } = object.metadata;
  const template = asRecord(asRecord(object['spec'])['template'])['spec'];
  const found =
    object.kind === 'Pod'
      ? sentence(store, namespace, 'warn', object['spec'])
      : (sentence(store, namespace, 'warn', template) ?? sentence(store, namespace, 'enforce', template));
  return found === undefined ? undefined : `would ${found}`;
}

/** Throws 403 in the admission plugin's words when the pod is more than its namespace allows. */
export function admitPod(store: ObjectStore, pod: KubernetesObject): void {
  const { namespace = '', name } = pod.metadata;
  const found = sentence(store, namespace, 'enforce', pod['spec']);
  if (found === undefined) return;
  const message = `pods ${JSON.stringify(name)} is forbidden: ${found.replace('violate', 'violates')}`;
  throw new StatusError(403, 'Forbidden', message, { details: { name, kind: 'pods' } });
}
