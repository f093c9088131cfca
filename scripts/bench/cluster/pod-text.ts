/*
 * Pods as a busy production cluster has them, as JSON text of about 8 KB each: two containers with probes, environment
 * and volumes, conditions, addresses of both families, and the managedFields that make up a third of it.
 */
import { type ClusterShape, podWords, templateHash } from './shape.ts';
import { textTemplate, word } from './text-template.ts';

const time = '2026-11-01T08:00:00Z';

/** Each workload has an image of its own; the sidecars are all the same. */
const imageOf = (name: string): string => `registry.example.com/platform/${name === 'app' ? word('app') : name}:1.48.3`;

function container(name: string, port: number): Record<string, unknown> {
  return {
    name,
    image: `${imageOf(name)}@sha256:3f5a3b6e1b7e4c9d8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e`,
    ports: [
      { name: `${name}-http`, containerPort: port, protocol: 'TCP' },
      { name: `${name}-metrics`, containerPort: port + 1, protocol: 'TCP' },
    ],
    env: Array.from({ length: 7 }, (_, index) => ({
      name: `SETTING_${index}_OF_THE_SERVICE`,
      value: `value-${index}-that-is-as-long-as-such-values-are`,
    })),
    resources: { limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '250m', memory: '512Mi' } },
    livenessProbe: {
      httpGet: { path: '/healthz', port, scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      failureThreshold: 3,
    },
    readinessProbe: {
      httpGet: { path: '/readyz', port, scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 5,
      failureThreshold: 3,
    },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/service', readOnly: true },
      { name: 'kube-api-access', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
    ],
    terminationMessagePath: '/dev/termination-log',
    imagePullPolicy: 'IfNotPresent',
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
  };
}

function managedFields(manager: string, names: readonly string[]): Record<string, unknown> {
  const fields = Object.fromEntries(
    names.map((name) => [
      `k:{"name":"${name}"}`,
      { '.': {}, 'f:name': {}, 'f:value': {}, 'f:valueFrom': { '.': {}, 'f:fieldRef': {} } },
    ]),
  );
  return {
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:spec': { 'f:containers': fields } },
  };
}

const running = {
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: {
    name: word('name'),
    generateName: `${word('app')}-${templateHash}-`,
    namespace: word('namespace'),
    uid: word('uid'),
    resourceVersion: word('version'),
    creationTimestamp: time,
    labels: {
      app: word('app'),
      'app.kubernetes.io/name': word('app'),
      'app.kubernetes.io/part-of': 'platform',
      'pod-template-hash': templateHash,
      team: word('namespace'),
    },
    annotations: {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '8081',
      'checksum/config': '3f5a3b6e1b7e4c9d8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e',
    },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: `${word('app')}-${templateHash}`,
        uid: word('ownerUid'),
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
    managedFields: [
      managedFields(
        'kube-controller-manager',
        Array.from({ length: 7 }, (_, index) => `SETTING_${index}_OF_THE_SERVICE`),
      ),
      managedFields('kubelet', [
        'ContainersReady',
        'Initialized',
        'PodReadyToStartContainers',
        'Ready',
        'PodScheduled',
        'config',
        'access',
      ]),
    ],
  },
  spec: {
    volumes: [
      { name: 'config', configMap: { name: `${word('app')}-config`, defaultMode: 420 } },
      {
        name: 'kube-api-access',
        projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }], defaultMode: 420 },
      },
    ],
    containers: [container('app', 8080), container('sidecar', 9090)],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: word('app'),
    nodeName: word('node'),
    schedulerName: 'default-scheduler',
    tolerations: [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ],
  },
  status: {
    phase: 'Running',
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
      (type) => ({
        type,
        status: 'True',
        lastProbeTime: null,
        lastTransitionTime: time,
      }),
    ),
    hostIP: word('hostIp'),
    podIP: word('ip'),
    podIPs: [{ ip: word('ip') }, { ip: word('ip6') }],
    hostIPs: [{ ip: word('hostIp') }],
    startTime: time,
    containerStatuses: ['app', 'sidecar'].map((name) => ({
      name,
      state: { running: { startedAt: time } },
      lastState: {},
      ready: true,
      restartCount: 0,
      image: imageOf(name),
      imageID: `${imageOf(name)}@sha256:3f5a3b6e1b7e4c9d8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e`,
      containerID: 'containerd://3f5a3b6e1b7e4c9d8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e',
      started: true,
    })),
    qosClass: 'Burstable',
  },
};

const notReady = running.status.conditions.map((condition) =>
  condition.type.includes('Ready') ? { ...condition, status: 'False', reason: 'ContainersNotReady' } : condition,
);
const waiting = running.status.containerStatuses.map(({ name, image }) => ({
  name,
  image,
  imageID: '',
  state: { waiting: { reason: 'ContainerCreating' } },
  lastState: {},
  ready: false,
  restartCount: 0,
  started: false,
}));
const { nodeName: _nodeName, ...unscheduled } = running.spec;

/** What a pod is told to be on its way from being replaced to serving again. */
const stages = {
  running,
  terminating: {
    ...running,
    metadata: { ...running.metadata, deletionTimestamp: time, deletionGracePeriodSeconds: 30 },
    status: { ...running.status, conditions: notReady },
  },
  pending: {
    ...running,
    spec: unscheduled,
    status: {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', lastTransitionTime: time }],
      qosClass: 'Burstable',
    },
  },
  creating: {
    ...running,
    status: {
      phase: 'Pending',
      conditions: notReady,
      hostIP: word('hostIp'),
      hostIPs: [{ ip: word('hostIp') }],
      startTime: time,
      containerStatuses: waiting,
      qosClass: 'Burstable',
    },
  },
};

export type PodStage = keyof typeof stages;

const texts: Readonly<Record<PodStage, (words: Readonly<Record<string, string>>) => string>> = {
  running: textTemplate(stages.running),
  terminating: textTemplate(stages.terminating),
  pending: textTemplate(stages.pending),
  creating: textTemplate(stages.creating),
};

/** Which pod, in which state, at which resource version. */
export interface PodState {
  readonly index: number;
  /** How often it was replaced. */
  readonly generation: number;
  readonly stage: PodStage;
  readonly version: number;
}

/** The pod as one line of JSON. */
export function podText(shape: ClusterShape, { index, generation, stage, version }: PodState): string {
  return texts[stage]({ ...podWords(shape, index, generation), version: String(version) });
}
