import { createHash } from 'node:crypto';
import { nodeNetworkImage } from '../images.ts';
import type { Pod } from '../shapes.ts';
import type { CustomResource, KubernetesObject, WorldNode } from '../types.ts';
import type { WorkloadPlan } from '../workload.ts';
import type { CniPlan, ToolOutput } from './plan.ts';

const day = 86_400_000;
const everyNode = ['worker-1', 'worker-2', 'worker-3'];
const version = 'v3.31.2';
const group = 'crd.projectcalico.org';

const kinds: readonly (readonly [plural: string, kind: string, namespaced?: boolean])[] = [
  ['bgpconfigurations', 'BGPConfiguration'],
  ['blockaffinities', 'BlockAffinity'],
  ['caliconodestatuses', 'CalicoNodeStatus'],
  ['clusterinformations', 'ClusterInformation'],
  ['felixconfigurations', 'FelixConfiguration'],
  ['globalnetworkpolicies', 'GlobalNetworkPolicy'],
  ['ipamblocks', 'IPAMBlock'],
  ['ipamconfigs', 'IPAMConfig'],
  ['ipamhandles', 'IPAMHandle'],
  ['ippools', 'IPPool'],
  ['tiers', 'Tier'],
];

const customResources: readonly CustomResource[] = [
  ...kinds.map(([plural, kind, namespaced = false]) => ({ group, version: 'v1', plural, kind, namespaced })),
  ...[
    ['installations', 'Installation'],
    ['tigerastatuses', 'TigeraStatus'],
  ].map(([plural = '', kind = '']) => ({
    group: 'operator.tigera.io',
    version: 'v1',
    plural,
    kind,
    namespaced: false,
  })),
];

/** The block of addresses that a node's pods are in: the first /26 of its range. */
const blockOf = ({ podCidr }: WorldNode): string => podCidr.replace('/24', '/26');
const tunnelAddress = ({ podCidr }: WorldNode): string => podCidr.replace('/24', '');

/** Felix makes the MAC address of vxlan.calico of the node's name (felix/calc/vxlan_resolver.go). */
function tunnelMac({ name }: WorldNode): string {
  const digest = createHash('sha1').update(name).digest();
  return [0x66, ...digest.subarray(0, 5)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

const object = (kind: string, name: string, rest: Readonly<Record<string, unknown>>): KubernetesObject => ({
  apiVersion: `${group}/v1`,
  kind,
  metadata: { name },
  ...rest,
});

/** The block with what its node gave out: the tunnel's own address, then its pods'. */
function block(node: WorldNode, pods: readonly Pod[]): KubernetesObject {
  const base = tunnelAddress(node).replace(/\.0$/, '.');
  const allocations: (number | null)[] = Array.from({ length: 64 }, () => null);
  const attributes: unknown[] = [
    {
      handle_id: `vxlan-tunnel-addr-${node.name}`,
      secondary: { node: node.name, type: 'vxlanTunnelAddress' },
    },
  ];
  allocations[0] = 0;
  for (const { metadata, spec, status } of pods) {
    const host = Number(status.podIP?.startsWith(base) === true ? status.podIP.slice(base.length) : Number.NaN);
    if (spec.hostNetwork === true || !(host > 0 && host < 64)) continue;
    allocations[host] = attributes.length;
    attributes.push({
      handle_id: `k8s-pod-network.${createHash('sha256')
        .update(metadata.uid ?? '')
        .digest('hex')}`,
      secondary: {
        namespace: metadata.namespace,
        node: node.name,
        pod: metadata.name,
        timestamp: metadata.creationTimestamp,
      },
    });
  }
  return object('IPAMBlock', blockOf(node).replaceAll(/[./]/g, '-'), {
    spec: {
      affinity: `host:${node.name}`,
      allocations,
      attributes,
      cidr: blockOf(node),
      deleted: false,
      sequenceNumber: 0,
      strictAffinity: false,
      unallocated: allocations.flatMap((index, ordinal) => (index === null ? [ordinal] : [])),
    },
  });
}

function operatorStatus(name: string): KubernetesObject {
  const condition = (type: string, status: string) => ({ type, status, observedGeneration: 1 });
  return {
    apiVersion: 'operator.tigera.io/v1',
    kind: 'TigeraStatus',
    metadata: { name },
    spec: {},
    status: {
      conditions: [
        { ...condition('Available', 'True'), reason: 'AllObjectsAvailable', message: 'All objects available' },
        condition('Degraded', 'False'),
        condition('Progressing', 'False'),
      ],
    },
  };
}

const installation: KubernetesObject = {
  apiVersion: 'operator.tigera.io/v1',
  kind: 'Installation',
  metadata: { name: 'default' },
  spec: {
    variant: 'Calico',
    cni: { type: 'Calico', ipam: { type: 'Calico' } },
    calicoNetwork: {
      bgp: 'Disabled',
      linuxDataplane: 'Nftables',
      mtu: 1450,
      nodeAddressAutodetectionV4: { firstFound: true },
      ipPools: [
        {
          name: 'default-ipv4-ippool',
          blockSize: 26,
          cidr: '10.244.0.0/16',
          encapsulation: 'VXLAN',
          natOutgoing: 'Enabled',
          nodeSelector: 'all()',
        },
      ],
    },
  },
};

const workloads: readonly WorkloadPlan[] = [
  {
    kind: 'DaemonSet',
    namespace: 'calico-system',
    name: 'calico-node',
    labels: { 'app.kubernetes.io/name': 'calico-node', 'k8s-app': 'calico-node' },
    nodes: everyNode,
    hostNetwork: true,
    serviceAccount: 'calico-node',
    age: 12 * day,
    containers: [
      {
        name: 'calico-node',
        image: {
          ...nodeNetworkImage(`quay.io/calico/node:${version}`),
          tools: ['birdcl', 'birdcl6', 'calico-node'],
        },
        listeners: [],
        logs: {
          start: [
            'Calico node started successfully',
            '{calico} [INFO][64] felix/daemon.go 448: Successfully loaded configuration. GOMAXPROCS=4',
            '{calico} [INFO][64] felix/vxlan_mgr.go 172: VXLAN tunnel device configured',
            '{calico} [INFO][64] felix/int_dataplane.go 1318: Completed first update to dataplane. secsSinceStart=1.2',
          ],
          loop: [
            '{calico} [INFO][64] felix/summary.go 100: Summarising 11 dataplane reconciliation loops over 1m2.9s: avg=4ms longest=11ms ()',
          ],
          every: 60,
        },
        manifest: {
          securityContext: { privileged: true },
          env: [{ name: 'CALICO_NETWORKING_BACKEND', value: 'vxlan' }],
        },
      },
    ],
  },
  {
    kind: 'Deployment',
    namespace: 'calico-system',
    name: 'calico-kube-controllers',
    labels: { 'k8s-app': 'calico-kube-controllers' },
    nodes: ['worker-3'],
    serviceAccount: 'calico-kube-controllers',
    age: 12 * day,
    containers: [
      {
        name: 'calico-kube-controllers',
        image: { image: `quay.io/calico/kube-controllers:${version}`, programs: [], shell: 'none' },
        listeners: [],
        logs: {
          start: ['{calico} [INFO][1] kube-controllers/main.go 150: Ensuring Calico datastore is initialized'],
          loop: [],
          every: 60,
        },
      },
    ],
  },
];

const noBird: ToolOutput = {
  stdout: '',
  stderr: 'Unable to connect to server control socket (/var/run/calico/bird.ctl): No such file or directory\n',
  code: 1,
};

const conflist = `${JSON.stringify(
  {
    name: 'k8s-pod-network',
    cniVersion: '0.3.1',
    plugins: [
      {
        type: 'calico',
        datastore_type: 'kubernetes',
        mtu: 0,
        nodename_file_optional: false,
        log_level: 'Info',
        log_file_path: '/var/log/calico/cni/cni.log',
        ipam: { type: 'calico-ipam', assign_ipv4: 'true', assign_ipv6: 'false' },
        container_settings: { allow_ip_forwarding: false },
        policy: { type: 'k8s' },
        kubernetes: { k8s_api_root: 'https://10.96.0.1:443', kubeconfig: '/etc/cni/net.d/calico-kubeconfig' },
      },
      { type: 'bandwidth', capabilities: { bandwidth: true } },
      { type: 'portmap', snat: true, capabilities: { portMappings: true } },
    ],
  },
  undefined,
  2,
)}\n`;

/** Calico as its operator deploys it: VXLAN between all nodes, no BGP. */
export const calico: CniPlan = {
  namespaces: ['calico-system'],
  workloads,
  configMaps: [],
  customResources,
  overlay: {
    device: 'vxlan.calico',
    vni: 4096,
    port: 4789,
    routeTo: blockOf,
    podDevice: (namespace, name) =>
      `cali${createHash('sha1').update(`${namespace}.${name}`).digest('hex').slice(0, 11)}`,
  },
  tunnelMac,
  nodeAnnotations: (node) => ({
    'projectcalico.org/IPv4Address': `${node.address}/24`,
    'projectcalico.org/IPv4VXLANTunnelAddr': tunnelAddress(node),
  }),
  networkIsUp: ['CalicoIsUp', 'Calico is running on this node'],
  objects: (nodes, pods) => [
    object('IPPool', 'default-ipv4-ippool', {
      spec: {
        allowedUses: ['Workload', 'Tunnel'],
        assignmentMode: 'Automatic',
        blockSize: 26,
        cidr: '10.244.0.0/16',
        ipipMode: 'Never',
        natOutgoing: true,
        nodeSelector: 'all()',
        vxlanMode: 'Always',
      },
    }),
    object('FelixConfiguration', 'default', {
      spec: { bpfConnectTimeLoadBalancing: 'TCP', healthPort: 9099, logSeverityScreen: 'Info', vxlanVNI: 4096 },
    }),
    object('ClusterInformation', 'default', {
      spec: { calicoVersion: version, clusterType: 'typha,kdd,k8s,operator', datastoreReady: true },
    }),
    object('Tier', 'default', { spec: { defaultAction: 'Deny', order: 1_000_000 } }),
    object('IPAMConfig', 'default', { spec: { autoAllocateBlocks: true, maxBlocksPerHost: 0, strictAffinity: false } }),
    ...nodes.flatMap((node) => [
      block(node, pods),
      object('BlockAffinity', `${node.name}-${blockOf(node).replaceAll(/[./]/g, '-')}`, {
        spec: { cidr: blockOf(node), deleted: 'false', node: node.name, state: 'confirmed', type: 'host' },
      }),
    ]),
    installation,
    operatorStatus('calico'),
    operatorStatus('ippools'),
  ],
  nodeFiles: () => [
    ['/etc/cni/net.d/10-calico.conflist', conflist],
    ['/var/log/calico/cni/cni.log', ''],
  ],
  plugins: ['calico', 'calico-ipam'],
  toolOutputs: () =>
    new Map([
      ['birdcl show protocols', noBird],
      ['birdcl -s /var/run/calico/bird.ctl show protocols', noBird],
      ['calico-node -felix-ready', { stdout: '' }],
      ['calico-node -felix-live', { stdout: '' }],
      [
        'calico-node -bird-ready',
        {
          stdout: '',
          stderr:
            'calico/node is not ready: BIRD is not ready: Failed to stat() nodename file: stat /var/lib/calico/nodename: no such file or directory\n',
          code: 1,
        },
      ],
      ['calico-node -v', { stdout: `${version}\n` }],
    ]),
};
