import { stringify } from 'yaml';
import { namespaceNameLabel } from '../evaluate/label.ts';
import type { PodParty } from '../model/party.ts';
import type { Direction } from '../model/policy.ts';
import type { Flow, Unmet } from '../model/verdict.ts';
import type { NearMiss } from '../near-miss/near-miss.ts';
import type { Edit } from './edit.ts';

/** Where each kind of workload is served, and where its pods get their labels from. */
const templates: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  ReplicaSet: 'apps/v1',
  ReplicationController: 'v1',
  Job: 'batch/v1',
};

/** Labels that rules missed, where one label of a pod or of its namespace is all that a rule misses. */
export function labelEdits(flow: Flow, misses: readonly NearMiss[]): readonly Edit[] {
  return misses.flatMap(({ rule, unmet }) => {
    const [only, ...others] = unmet;
    return only === undefined || others.length > 0 ? [] : labelEdit(flow, rule.direction, only);
  });
}

function labelEdit(flow: Flow, direction: Direction, { on, literal }: Unmet): readonly Edit[] {
  const isDestination = (on === 'subject') === (direction === 'ingress');
  const party = isDestination ? flow.destination : flow.source;
  if (on === 'traffic' || party.kind !== 'pod' || literal?.is !== 'label' || literal.test !== 'in') return [];
  const [value] = literal.values;
  const { key, owner } = literal;
  if (value === undefined || key === namespaceNameLabel || isDerived(key)) return [];
  if (owner === 'pod') return [podLabel(party, direction, key, value)];
  if (owner === 'namespace') return [namespaceLabel(party, direction, key, value)];
  return [];
}

/** Labels that CNIs derive can be set by nobody. */
function isDerived(key: string): boolean {
  return key.startsWith('io.cilium.k8s') || key.startsWith('io.kubernetes.') || key.startsWith('projectcalico.org/');
}

function podLabel(pod: PodParty, direction: Direction, key: string, value: string): Edit {
  const { workload, namespace } = pod;
  const before = pod.labels[key];
  const what =
    before === undefined ? `Add the label ${key}=${value} to` : `Change the label ${key} from ${before} to ${value} on`;
  const apiVersion = templates[workload.kind];
  const labels = { [key]: value };
  const metadata = { name: workload.name, namespace };
  const yaml =
    apiVersion === undefined
      ? stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: pod.name, namespace, labels } })
      : stringify({ apiVersion, kind: workload.kind, metadata, spec: { template: { metadata: { labels } } } });
  const who =
    apiVersion === undefined
      ? `pod ${namespace}/${pod.name}`
      : `the pods of ${workload.kind} ${namespace}/${workload.name}`;
  return {
    direction,
    kind: before === undefined ? 'add-label' : 'change-label',
    words: `${what} ${who}.`,
    yaml,
    change: {
      of: 'labels',
      owner: 'pod',
      key,
      value,
      holds: (one) =>
        one.namespace === namespace &&
        (apiVersion === undefined
          ? one.name === pod.name
          : one.workload.kind === workload.kind && one.workload.name === workload.name),
    },
  };
}

function namespaceLabel(
  { namespace, namespaceLabels }: PodParty,
  direction: Direction,
  key: string,
  value: string,
): Edit {
  const before = namespaceLabels?.[key];
  const what =
    before === undefined ? `Add the label ${key}=${value} to` : `Change the label ${key} from ${before} to ${value} on`;
  return {
    direction,
    kind: before === undefined ? 'add-label' : 'change-label',
    words: `${what} namespace ${namespace}.`,
    yaml: stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { [key]: value } } }),
    change: { of: 'labels', owner: 'namespace', key, value, holds: (one) => one.namespace === namespace },
  };
}
