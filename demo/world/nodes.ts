import { kubernetesTime, stableUid } from './identity.ts';
import { imageDigest } from './image-name.ts';
import type { Node } from './shapes.ts';
import type { CniPlan } from './cni/plan.ts';
import type { WorldNode } from './types.ts';

/** The demo's machines. */
export const worldNodes: readonly WorldNode[] = [
  { name: 'worker-1', address: '192.168.77.11', podCidr: '10.244.1.0/24', vtepMac: '7a:1c:4e:90:d2:01' },
  { name: 'worker-2', address: '192.168.77.12', podCidr: '10.244.2.0/24', vtepMac: '7a:1c:4e:90:d2:02' },
  { name: 'worker-3', address: '192.168.77.13', podCidr: '10.244.3.0/24', vtepMac: '7a:1c:4e:90:d2:03' },
];

/** The machines with the tunnel that a CNI makes between them. */
export function nodesWith({ overlay: { device, vni, port, routeTo }, tunnelMac }: CniPlan): readonly WorldNode[] {
  return worldNodes.map((node) => ({
    ...node,
    ...(tunnelMac === undefined ? {} : { vtepMac: tunnelMac(node) }),
    tunnel: { device, vni, port, route: routeTo(node) },
  }));
}

/** What the kubelet reports while the node is well: [type, status, reason, message]. */
const healthy: readonly (readonly [string, string, string, string])[] = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
];

/** A Ready node with its CNI's annotations that has pulled `images`. `createdAt` and `now` in milliseconds. */
export function makeNode(
  node: WorldNode,
  { nodeAnnotations, networkIsUp }: CniPlan,
  images: readonly string[],
  createdAt: number,
  now: number,
): Node {
  const created = kubernetesTime(createdAt);
  const resources = { cpu: '4', memory: '8130740Ki', pods: '110', 'ephemeral-storage': '40470732Ki' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      uid: stableUid(`Node/${node.name}`),
      creationTimestamp: created,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        'node-role.kubernetes.io/worker': '',
        'topology.kubernetes.io/zone': `zone-${node.name.slice(-1)}`,
      },
      annotations: {
        ...nodeAnnotations(node),
        'node.alpha.kubernetes.io/ttl': '0',
      },
    },
    spec: { podCIDR: node.podCidr, podCIDRs: [node.podCidr] },
    status: {
      addresses: [
        { type: 'InternalIP', address: node.address },
        { type: 'Hostname', address: node.name },
      ],
      capacity: resources,
      allocatable: { ...resources, memory: '8028340Ki' },
      conditions: [['NetworkUnavailable', 'False', ...networkIsUp] as const, ...healthy].map(
        ([type, status, reason, message]) => ({
          type,
          status,
          lastHeartbeatTime: kubernetesTime(now),
          lastTransitionTime: created,
          reason,
          message,
        }),
      ),
      images: images.map((image, index) => ({
        names: [imageDigest(image), image],
        sizeBytes: 48_000_000 + index * 7_300_000,
      })),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: 'amd64',
        bootID: stableUid(`boot/${node.name}`),
        containerRuntimeVersion: 'containerd://2.1.4',
        kernelVersion: '6.12.48-amd64',
        kubeProxyVersion: '',
        kubeletVersion: 'v1.34.2',
        machineID: stableUid(`machine/${node.name}`).replaceAll('-', ''),
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 13 (trixie)',
        systemUUID: stableUid(`system/${node.name}`),
      },
    },
  };
}
