import { asList, asRecord } from '../../world/fields.ts';
import type { KubernetesObject } from '../../world/types.ts';
import { nextServiceAddress } from '../addresses.ts';
import type { ObjectStore } from '../store.ts';
import { isRecord } from '../wire/is-record.ts';

type Spec = Record<string, unknown>;

const container = (value: unknown): Spec => ({ imagePullPolicy: 'IfNotPresent', ...asRecord(value) });

function podSpec(spec: Spec): Spec {
  return {
    serviceAccountName: 'default',
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    ...spec,
    containers: asList(spec['containers']).map(container),
  };
}

const withProtocol = (port: unknown): unknown => (isRecord(port) ? { protocol: 'TCP', ...port } : port);

const withProtocols = (rules: unknown): unknown[] =>
  asList(rules).map((rule) =>
    isRecord(rule) && Array.isArray(rule['ports']) ? { ...rule, ports: rule['ports'].map(withProtocol) } : rule,
  );

function policySpec(spec: Spec): Spec {
  const sides = ['ingress', 'egress'].filter((side) => spec[side] !== undefined);
  return {
    podSelector: {},
    ...spec,
    ...Object.fromEntries(sides.map((side) => [side, withProtocols(spec[side])])),
    policyTypes: spec['policyTypes'] ?? ['Ingress', ...(spec['egress'] === undefined ? [] : ['Egress'])],
  };
}

function serviceSpec(spec: Spec, store: ObjectStore): Spec {
  const ports = asList(spec['ports']).map((port) =>
    isRecord(port) ? { protocol: 'TCP', targetPort: port['port'], ...port } : port,
  );
  const known = { type: 'ClusterIP', sessionAffinity: 'None', ...spec, ports };
  // It stands for a name outside: there is nothing that an address would lead to.
  if (spec['type'] === 'ExternalName') return known;
  const address = spec['clusterIP'] ?? nextServiceAddress(store.list('services')) ?? 'None';
  return { ...known, clusterIP: address, clusterIPs: [address] };
}

/** The pods of a Job are found by a label that no other object has. */
function jobSpec(spec: Spec, { metadata }: KubernetesObject): Spec {
  const template = asRecord(spec['template']);
  const own = asRecord(template['metadata']);
  const uid = metadata.uid ?? '';
  const labels = {
    ...asRecord(own['labels']),
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': metadata.name,
    'controller-uid': uid,
    'job-name': metadata.name,
  };
  return {
    parallelism: 1,
    completions: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    ...spec,
    selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
    template: { ...template, metadata: { ...own, labels }, spec: podSpec(asRecord(template['spec'])) },
  };
}

/** An object as the API server stores a new one: with the defaults that its manifest left out. */
export function withDefaults(object: KubernetesObject, store: ObjectStore): KubernetesObject {
  const spec = isRecord(object['spec']) ? object['spec'] : {};
  switch (object.kind) {
    case 'Pod':
      return { ...object, spec: podSpec(spec), status: { phase: 'Pending', qosClass: 'BestEffort' } };
    case 'NetworkPolicy':
      return { ...object, spec: policySpec(spec) };
    case 'Service':
      return { ...object, spec: serviceSpec(spec, store), status: { loadBalancer: {} } };
    case 'Namespace': {
      const labels = { 'kubernetes.io/metadata.name': object.metadata.name, ...object.metadata.labels };
      const metadata = { ...object.metadata, labels };
      return { ...object, metadata, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };
    }
    case 'Job':
      return { ...object, spec: jobSpec(spec, object), status: {} };
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet': {
      const template = isRecord(spec['template']) ? spec['template'] : {};
      const inner = isRecord(template['spec']) ? template['spec'] : {};
      const replicas = object.kind === 'DaemonSet' ? {} : { replicas: 1 };
      return { ...object, spec: { ...replicas, ...spec, template: { ...template, spec: podSpec(inner) } }, status: {} };
    }
    default:
      return object;
  }
}
