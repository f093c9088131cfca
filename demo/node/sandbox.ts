import { createHash } from 'node:crypto';
import { asRecord, asText } from '../world/fields.ts';
import type { KubernetesObject } from '../world/types.ts';

/** A pod's sandbox as its node's container runtime has it. */
export interface Sandbox {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** One item of `crictl pods -o json`. */
  readonly item: unknown;
  /** What `crictl inspectp -o json` prints. */
  readonly inspection: unknown;
}

/** The place of a sandbox on its node: the path of its network, and its first process. */
export interface SandboxPlace {
  readonly networkPath: string;
  readonly pid: number;
}

/** The id of the sandbox of a pod: another one for a pod that is created again under its old name. */
export function sandboxId({ metadata }: KubernetesObject): string {
  return createHash('sha256').update(`sandbox/${metadata.namespace}/${metadata.name}/${metadata.uid}`).digest('hex');
}

/** The sandbox of a running pod, in the formats of cri-tools 1.34 and containerd 2.1. */
export function podSandbox(pod: KubernetesObject, { networkPath, pid }: SandboxPlace): Sandbox {
  const { name, namespace = '', uid = '' } = pod.metadata;
  const status = asRecord(pod['status']);
  const hostNetwork = asRecord(pod['spec'])['hostNetwork'] === true;
  const id = sandboxId(pod);
  const createdAt = Date.parse(asText(status['startTime']) ?? pod.metadata.creationTimestamp ?? '') || Date.now();
  const labels = {
    ...pod.metadata.labels,
    'io.kubernetes.pod.name': name,
    'io.kubernetes.pod.namespace': namespace,
    'io.kubernetes.pod.uid': uid,
  };
  const annotations = {
    'kubernetes.io/config.seen': new Date(createdAt).toISOString(),
    'kubernetes.io/config.source': 'api',
  };
  const metadata = { attempt: 0, name, namespace, uid };
  const networks = hostNetwork ? [] : [{ type: 'network', path: networkPath }];
  const options = {
    ipc: 'POD',
    network: hostNetwork ? 'NODE' : 'POD',
    pid: 'CONTAINER',
    targetId: '',
    usernsOptions: null,
  };
  return {
    id,
    namespace,
    name,
    createdAt,
    item: {
      id,
      metadata,
      state: 'SANDBOX_READY',
      createdAt: `${createdAt}000000`,
      labels,
      annotations,
      runtimeHandler: '',
    },
    inspection: {
      info: {
        image: 'registry.k8s.io/pause:3.10.1',
        netNamespaceClosed: false,
        pid,
        processStatus: 'running',
        runtimeHandler: 'runc',
        runtimeSpec: {
          annotations: {
            'io.kubernetes.cri.container-type': 'sandbox',
            'io.kubernetes.cri.sandbox-id': id,
            'io.kubernetes.cri.sandbox-name': name,
            'io.kubernetes.cri.sandbox-namespace': namespace,
            'io.kubernetes.cri.sandbox-uid': uid,
          },
          hostname: hostNetwork ? '' : name,
          linux: {
            cgroupsPath: `kubepods-besteffort-pod${uid.replaceAll('-', '_')}.slice:cri-containerd:${id}`,
            namespaces: [{ type: 'pid' }, { type: 'ipc' }, { type: 'mount' }, { type: 'uts' }, ...networks],
          },
          ociVersion: '1.2.1',
        },
        runtimeType: 'io.containerd.runc.v2',
        sandboxID: id,
        snapshotKey: id,
        snapshotter: 'overlayfs',
      },
      status: {
        annotations,
        createdAt: new Date(createdAt).toISOString(),
        id,
        labels,
        linux: { namespaces: { options } },
        metadata,
        network: { additionalIps: [], ip: hostNetwork ? '' : (asText(status['podIP']) ?? '') },
        runtimeHandler: '',
        state: 'SANDBOX_READY',
      },
    },
  };
}
