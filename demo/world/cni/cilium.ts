import { createHash } from 'node:crypto';
import { nodeNetworkImage } from '../images.ts';
import type { Pod } from '../shapes.ts';
import type { CustomResource, KubernetesObject, WorldNode } from '../types.ts';
import type { WorkloadPlan } from '../workload.ts';
import { ciliumToolOutputs } from './cilium-tools.ts';
import { endpointId, endpointsOn, identityOf, routerAddress } from './cilium-endpoints.ts';
import type { CniPlan } from './plan.ts';

const day = 86_400_000;
const everyNode = ['worker-1', 'worker-2', 'worker-3'];
const version = 'v1.18.4';

const customResources: readonly CustomResource[] = (
  [
    ['ciliumnodes', 'CiliumNode', false],
    ['ciliumendpoints', 'CiliumEndpoint', true],
    ['ciliumidentities', 'CiliumIdentity', false],
    ['ciliumnetworkpolicies', 'CiliumNetworkPolicy', true],
    ['ciliumclusterwidenetworkpolicies', 'CiliumClusterwideNetworkPolicy', false],
  ] as const
).map(([plural, kind, namespaced]) => ({ group: 'cilium.io', version: 'v2', plural, kind, namespaced }));

const object = (
  kind: string,
  metadata: KubernetesObject['metadata'],
  rest: Readonly<Record<string, unknown>>,
): KubernetesObject => ({ apiVersion: 'cilium.io/v2', kind, metadata, ...rest });

function ciliumNode(node: WorldNode): KubernetesObject {
  return object(
    'CiliumNode',
    { name: node.name },
    {
      spec: {
        addresses: [
          { ip: node.address, type: 'InternalIP' },
          { ip: routerAddress(node), type: 'CiliumInternalIP' },
        ],
        health: { ipv4: node.podCidr.replace('0/24', '251') },
        ipam: { podCIDRs: [node.podCidr] },
      },
      status: { ipam: { 'operator-status': {} } },
    },
  );
}

function ciliumEndpoint(pod: Pod): KubernetesObject {
  const { name, namespace = '', labels = {} } = pod.metadata;
  return object(
    'CiliumEndpoint',
    { name, namespace, labels },
    {
      status: {
        id: endpointId(pod),
        identity: { id: identityOf(pod), labels: securityLabels(pod) },
        networking: { addressing: [{ ipv4: pod.status.podIP }], node: pod.status.hostIP },
        state: 'ready',
      },
    },
  );
}

function securityLabels({ metadata }: Pod): readonly string[] {
  return [
    ...Object.entries(metadata.labels ?? {}).map(([key, value]) => `k8s:${key}=${value}`),
    `k8s:io.kubernetes.pod.namespace=${metadata.namespace}`,
  ].toSorted();
}

const config = {
  'cluster-name': 'default',
  'cluster-pool-ipv4-cidr': '10.244.0.0/16',
  'cluster-pool-ipv4-mask-size': '24',
  'cni-exclusive': 'true',
  'enable-bpf-masquerade': 'false',
  'enable-hubble': 'true',
  'enable-ipv4': 'true',
  'enable-ipv4-masquerade': 'true',
  'enable-ipv6': 'false',
  'enable-policy': 'default',
  'identity-allocation-mode': 'crd',
  ipam: 'cluster-pool',
  'kube-proxy-replacement': 'false',
  'routing-mode': 'tunnel',
  'tunnel-protocol': 'vxlan',
};

const klogStart = 'time={iso} level=info';

const workloads: readonly WorkloadPlan[] = [
  {
    kind: 'DaemonSet',
    namespace: 'kube-system',
    name: 'cilium',
    labels: { 'k8s-app': 'cilium', 'app.kubernetes.io/name': 'cilium-agent' },
    nodes: everyNode,
    hostNetwork: true,
    serviceAccount: 'cilium',
    age: 12 * day,
    containers: [
      {
        name: 'cilium-agent',
        image: {
          ...nodeNetworkImage(`quay.io/cilium/cilium:${version}`),
          tools: ['cilium-dbg', 'cilium-health', 'hubble'],
        },
        listeners: [],
        logs: {
          start: [
            `${klogStart} msg="Cilium 1.18.4 go version go1.24.10 linux/amd64"`,
            `${klogStart} msg="Datapath signal listener running" subsys=signal`,
            `${klogStart} msg="Daemon initialization completed" subsys=daemon`,
          ],
          loop: [],
          every: 60,
        },
        manifest: { command: ['cilium-agent'], args: ['--config-dir=/tmp/cilium/config-map'] },
      },
    ],
  },
  {
    kind: 'Deployment',
    namespace: 'kube-system',
    name: 'cilium-operator',
    labels: { 'io.cilium/app': 'operator', name: 'cilium-operator' },
    nodes: ['worker-2'],
    hostNetwork: true,
    serviceAccount: 'cilium-operator',
    age: 12 * day,
    containers: [
      {
        name: 'cilium-operator',
        image: { image: `quay.io/cilium/operator-generic:${version}`, programs: [], shell: 'none' },
        listeners: [],
        logs: {
          start: [`${klogStart} msg="Initialization complete" subsys=cilium-operator-generic`],
          loop: [],
          every: 60,
        },
      },
    ],
  },
];

const conflist = `${JSON.stringify(
  {
    cniVersion: '0.3.1',
    name: 'cilium',
    plugins: [{ type: 'cilium-cni', 'enable-debug': false, 'log-file': '/var/run/cilium/cilium-cni.log' }],
  },
  undefined,
  2,
)}\n`;

/** Cilium with VXLAN between nodes, identities in CRDs and Hubble. */
export const cilium: CniPlan = {
  namespaces: [],
  workloads,
  configMaps: [['kube-system', 'cilium-config', config]],
  customResources,
  overlay: {
    device: 'cilium_vxlan',
    vni: 2,
    port: 8472,
    routeTo: ({ podCidr }) => podCidr,
    podDevice: (namespace, name) =>
      `lxc${createHash('sha1').update(`${namespace}/${name}`).digest('hex').slice(0, 12)}`,
  },
  nodeAnnotations: () => ({}),
  networkIsUp: ['CiliumIsUp', 'Cilium is running on this node'],
  objects: (nodes, pods) => {
    const own = nodes.flatMap((node) => endpointsOn(node, pods));
    const identities = new Map(own.map((pod) => [identityOf(pod), pod]));
    return [
      ...nodes.map(ciliumNode),
      ...own.map(ciliumEndpoint),
      ...[...identities].map(([id, pod]) =>
        object(
          'CiliumIdentity',
          { name: String(id) },
          {
            'security-labels': Object.fromEntries(
              securityLabels(pod).map((label) => {
                const cut = label.indexOf('=');
                return [label.slice(0, cut), label.slice(cut + 1)];
              }),
            ),
          },
        ),
      ),
    ];
  },
  nodeFiles: () => [['/etc/cni/net.d/05-cilium.conflist', conflist]],
  plugins: ['cilium-cni'],
  toolOutputs: ciliumToolOutputs,
};
