/* The objects around the pods, as JSON text with what real ones carry: managedFields, conditions, a node's image list. */
import { type ClusterShape, nodeAddress, podWords, templateHash, uid, workloadsOf } from './shape.ts';
import { textTemplate, word } from './text-template.ts';

const time = '2026-11-01T08:00:00Z';
const version = '1000000';
const digest = 'sha256:3f5a3b6e1b7e4c9d8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e';

const managed = (manager: string, paths: readonly string[]) => [
  {
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:spec': Object.fromEntries(paths.map((path) => [`f:${path}`, { '.': {}, 'f:name': {} }])) },
  },
];

const nodeText = textTemplate({
  kind: 'Node',
  apiVersion: 'v1',
  metadata: {
    name: word('name'),
    uid: word('uid'),
    resourceVersion: version,
    creationTimestamp: time,
    labels: {
      'kubernetes.io/hostname': word('name'),
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/os': 'linux',
      'node.kubernetes.io/instance-type': 'm6i.4xlarge',
      'topology.kubernetes.io/zone': word('zone'),
    },
    annotations: {
      'flannel.alpha.coreos.com/backend-data': `{"VNI":1,"VtepMAC":"${word('mac')}"}`,
      'flannel.alpha.coreos.com/backend-type': 'vxlan',
      'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
      'flannel.alpha.coreos.com/public-ip': word('ip'),
      'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
    },
    managedFields: managed('kubelet', ['podCIDR', 'podCIDRs', 'providerID', 'taints', 'conditions', 'images']),
  },
  spec: { podCIDR: word('cidr'), podCIDRs: [word('cidr'), word('cidr6')], providerID: `aws:///eu/${word('name')}` },
  status: {
    capacity: { cpu: '16', memory: '65536000Ki', pods: '110', 'ephemeral-storage': '104845292Ki' },
    allocatable: { cpu: '15890m', memory: '62914560Ki', pods: '110', 'ephemeral-storage': '95551679124' },
    conditions: [
      ['NetworkUnavailable', 'FlannelIsUp'],
      ['MemoryPressure', 'KubeletHasSufficientMemory'],
      ['DiskPressure', 'KubeletHasNoDiskPressure'],
      ['PIDPressure', 'KubeletHasSufficientPID'],
      ['Ready', 'KubeletReady'],
    ].map(([type, reason]) => ({
      type,
      status: type === 'Ready' ? 'True' : 'False',
      reason,
      message: `kubelet says ${reason}`,
      lastHeartbeatTime: time,
      lastTransitionTime: time,
    })),
    addresses: [
      { type: 'InternalIP', address: word('ip') },
      { type: 'Hostname', address: word('name') },
    ],
    nodeInfo: {
      kubeletVersion: 'v1.34.1',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      kernelVersion: '6.1.0-28-cloud-amd64',
      containerRuntimeVersion: 'containerd://2.1.4',
      architecture: 'amd64',
      operatingSystem: 'linux',
      machineID: word('uid'),
      systemUUID: word('uid'),
      bootID: word('uid'),
    },
    images: Array.from({ length: 50 }, (_, index) => ({
      names: [
        `registry.example.com/platform/image-${index}@${digest}`,
        `registry.example.com/platform/image-${index}:1.${index}.3`,
      ],
      sizeBytes: 100_000_000 + index,
    })),
  },
});

const serviceText = textTemplate({
  kind: 'Service',
  apiVersion: 'v1',
  metadata: {
    name: word('app'),
    namespace: word('namespace'),
    uid: word('uid'),
    resourceVersion: version,
    creationTimestamp: time,
    labels: { app: word('app'), 'app.kubernetes.io/name': word('app'), 'app.kubernetes.io/part-of': 'platform' },
    managedFields: managed('helm', ['ports', 'selector', 'type', 'ipFamilies']),
  },
  spec: {
    type: 'ClusterIP',
    clusterIP: word('ip'),
    clusterIPs: [word('ip'), word('ip6')],
    ipFamilies: ['IPv4', 'IPv6'],
    ipFamilyPolicy: 'PreferDualStack',
    selector: { app: word('app') },
    ports: [
      { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' },
      { name: 'metrics', port: 9090, targetPort: 8081, protocol: 'TCP' },
    ],
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
  },
  status: { loadBalancer: {} },
});

const deploymentText = textTemplate({
  kind: 'Deployment',
  apiVersion: 'apps/v1',
  metadata: {
    name: word('app'),
    namespace: word('namespace'),
    uid: word('uid'),
    resourceVersion: version,
    creationTimestamp: time,
    labels: { app: word('app'), 'app.kubernetes.io/name': word('app') },
    annotations: { 'deployment.kubernetes.io/revision': '7' },
    managedFields: managed('helm', ['replicas', 'selector', 'strategy', 'template']),
  },
  spec: {
    replicas: 15,
    selector: { matchLabels: { app: word('app') } },
    template: {
      metadata: { labels: { app: word('app'), 'pod-template-hash': templateHash } },
      spec: {
        containers: ['app', 'sidecar'].map((name) => ({
          name,
          image: `registry.example.com/platform/${name}:1.48.3`,
          resources: { requests: { cpu: '250m', memory: '512Mi' } },
        })),
      },
    },
  },
  status: { replicas: 15, readyReplicas: 15, availableReplicas: 15, updatedReplicas: 15, observedGeneration: 7 },
});

const plainText = textTemplate({
  kind: 'Namespace',
  apiVersion: 'v1',
  metadata: {
    name: word('name'),
    uid: word('uid'),
    resourceVersion: version,
    creationTimestamp: time,
    labels: { 'kubernetes.io/metadata.name': word('name'), 'pod-security.kubernetes.io/enforce': 'baseline' },
  },
  spec: { finalizers: ['kubernetes'] },
  status: { phase: 'Active' },
});

const hex = (value: number): string => value.toString(16).padStart(2, '0');

/** Node number `index`. */
export function nodeJson(index: number): string {
  return nodeText({
    name: `node-${index}`,
    uid: uid(9001, index),
    zone: `eu-west-1${'abc'[index % 3] ?? 'a'}`,
    ip: nodeAddress(index),
    mac: `aa:bb:cc:00:${hex(index >> 8)}:${hex(index & 255)}`,
    cidr: `10.${index >> 8}.${index & 255}.0/24`,
    cidr6: `fd00:10:${index.toString(16)}::/64`,
  });
}

/** Namespace number `index`. */
export const namespaceJson = (index: number): string => plainText({ name: `team-${index}`, uid: uid(9002, index) });

const wordsOfWorkload = (shape: ClusterShape, workload: number) => {
  const { app, namespace } = podWords(shape, workload * shape.replicas, 0);
  return { app, namespace };
};

/** The Service of a workload. */
export function serviceJson(shape: ClusterShape, workload: number): string {
  return serviceText({
    ...wordsOfWorkload(shape, workload),
    uid: uid(9003, workload),
    ip: `172.20.${workload >> 8}.${workload & 255}`,
    ip6: `fd00:20::${workload.toString(16)}`,
  });
}

/** The Deployment of a workload. */
export function deploymentJson(shape: ClusterShape, workload: number): string {
  return deploymentText({ ...wordsOfWorkload(shape, workload), uid: uid(9004, workload) });
}

/** EndpointSlice number `index`: each workload has one of each address family. */
export function endpointSliceJson(shape: ClusterShape, index: number): string {
  const workload = index >> 1;
  const isSixth = index % 2 === 1;
  const { app, namespace } = wordsOfWorkload(shape, workload);
  const from = workload * shape.replicas;
  const to = Math.min(shape.pods, from + shape.replicas);
  return JSON.stringify({
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    metadata: {
      name: `${app}-${isSixth ? 'v6' : 'v4'}abc`,
      generateName: `${app}-`,
      namespace,
      uid: uid(isSixth ? 9006 : 9005, workload),
      resourceVersion: version,
      creationTimestamp: time,
      labels: {
        app,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': app,
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: app, uid: uid(9003, workload), controller: true }],
      managedFields: managed('kube-controller-manager', ['addressType', 'endpoints', 'ports']),
    },
    addressType: isSixth ? 'IPv6' : 'IPv4',
    endpoints: Array.from({ length: to - from }, (_, replica) => {
      const pod = podWords(shape, from + replica, 0);
      return {
        addresses: [isSixth ? pod.ip6 : pod.ip],
        conditions: { ready: true, serving: true, terminating: false },
        targetRef: { kind: 'Pod', namespace, name: pod.name, uid: pod.uid },
        nodeName: pod.node,
        zone: 'eu-west-1a',
      };
    }),
    ports: [
      { name: 'http', port: 8080, protocol: 'TCP' },
      { name: 'metrics', port: 8081, protocol: 'TCP' },
    ],
  });
}

/** How many of each there are, besides the pods. */
export function countsOf(shape: ClusterShape): Readonly<Record<string, number>> {
  const workloads = shape.services ? workloadsOf(shape) : 0;
  return {
    nodes: shape.nodes,
    namespaces: shape.services ? shape.namespaces : 0,
    services: workloads,
    deployments: workloads,
    endpointslices: workloads * 2,
    networkpolicies: shape.policies ?? 0,
  };
}
