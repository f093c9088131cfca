/*
 * Pods as a busy production cluster has them, as JSON text of about 7.9 KB each: two containers with probes, environment
 * and volumes, conditions, and the managedFields that make up a third of it. Made by putting a few words into a text, so
 * that a server can write tens of thousands without holding them.
 */

const namespaces = 200;
const replicas = 5;
const slot = '\u0000';

/** What differs from pod to pod; the same number gives the same pod. */
function wordsOf(index: number): Readonly<Record<string, string>> {
  const workload = Math.floor(index / replicas);
  const suffix = ((index * 2_654_435_761) % 4_294_967_296).toString(36).padStart(7, '0').slice(-5);
  return {
    name: `service-${workload}-${(workload * 7919).toString(36)}-${suffix}`,
    namespace: `team-${workload % namespaces}`,
    app: `service-${workload}`,
    uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    node: `node-${index % 500}`,
    hostIp: `192.168.${Math.floor((index % 500) / 250)}.${(index % 250) + 1}`,
    ip: `10.${Math.floor(index / 65_000) + 100}.${Math.floor(index / 250) % 250}.${(index % 250) + 1}`,
    version: String(1_000_000 + index),
  };
}

const time = '2026-11-01T08:00:00Z';
const word = (name: string) => `${slot}${name}${slot}`;

function container(name: string, port: number): Record<string, unknown> {
  return {
    name,
    image: `registry.example.com/platform/${name}:1.48.3@sha256:3f5a3b6e1b7e4c9d8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e`,
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

const template = {
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: {
    name: word('name'),
    generateName: `${word('app')}-`,
    namespace: word('namespace'),
    uid: word('uid'),
    resourceVersion: word('version'),
    creationTimestamp: time,
    labels: {
      app: word('app'),
      'app.kubernetes.io/name': word('app'),
      'app.kubernetes.io/part-of': 'platform',
      'pod-template-hash': '7d4b9c6f58',
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
        name: `${word('app')}-7d4b9c6f58`,
        uid: word('uid'),
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
    podIPs: [{ ip: word('ip') }],
    startTime: time,
    containerStatuses: ['app', 'sidecar'].map((name) => ({
      name,
      state: { running: { startedAt: time } },
      lastState: {},
      ready: true,
      restartCount: 0,
      image: `registry.example.com/platform/${name}:1.48.3`,
      imageID: `registry.example.com/platform/${name}@sha256:3f5a3b6e1b7e4c9d8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e`,
      containerID: 'containerd://3f5a3b6e1b7e4c9d8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e',
      started: true,
    })),
    qosClass: 'Burstable',
  },
};

const pieces = JSON.stringify(template).split(JSON.stringify(slot).slice(1, -1));

/** Pod number `index` as one line of JSON. */
export function fakePodJson(index: number): string {
  const words = wordsOf(index);
  return pieces.map((piece, place) => (place % 2 === 0 ? piece : (words[piece] ?? ''))).join('');
}
