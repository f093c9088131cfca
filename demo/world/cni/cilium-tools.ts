import type { Pod } from '../shapes.ts';
import type { WorldNode } from '../types.ts';
import { endpointId, endpointsOn, identityOf, routerAddress } from './cilium-endpoints.ts';
import type { ToolOutput, ToolState } from './plan.ts';

/* What cilium-dbg, cilium-health and hubble print, in the formats of Cilium 1.18 (its API v1, models.StatusResponse…). */

const json = (value: unknown): ToolOutput => ({ stdout: `${JSON.stringify(value, undefined, 2)}\n` });

/** The programs' outputs on one node, by their words. */
export function ciliumToolOutputs(state: ToolState): ReadonlyMap<string, ToolOutput> {
  const pods = endpointsOn(state.node, state.pods);
  const health = json(healthOf(state));
  return new Map([
    [
      'cilium-dbg version',
      { stdout: 'Client: 1.18.4 f2fdeb5e 2025-11-12T10:11:43+00:00 go version go1.24.10 linux/amd64\n' },
    ],
    ['cilium-dbg status -o json', json(statusOf(state, pods))],
    [
      'cilium-dbg status --brief',
      isDegraded(state) ? { stdout: '', stderr: 'error: 1 controllers are failing\n', code: 1 } : { stdout: 'OK\n' },
    ],
    ['cilium-health status -o json', health],
    ['cilium-dbg endpoint list -o json', json(pods.map((pod) => endpointOf(state, pod)))],
    ['cilium-dbg bpf policy get --all -o json', json(pods.map(policyMapOf))],
    [
      'cilium-dbg bpf metrics list -o json',
      json([
        { bytes: 9_146_552, direction: 'INGRESS', packets: 84_213, reason: 'Success' },
        { bytes: 8_801_204, direction: 'EGRESS', packets: 81_077, reason: 'Success' },
      ]),
    ],
    ['cilium-dbg fqdn cache list -o json', { stdout: '[]\n' }],
    ['cilium-dbg monitor --type drop -j', { stdout: '', goesOn: true }],
    [
      'cilium-dbg monitor --type drop',
      { stdout: 'Listening for events on 4 CPUs with 64x4096 of shared memory\nPress Ctrl-C to quit\n', goesOn: true },
    ],
    ['hubble observe --verdict DROPPED --last 50 -o json', { stdout: '' }],
    [
      'hubble status',
      {
        stdout:
          'Healthcheck (via unix:///var/run/cilium/hubble.sock): Ok\nCurrent/Max Flows: 4,095/4,095 (100.00%)\nFlows/s: 12.06\n',
      },
    ],
  ]);
}

function isDegraded({ node, effects }: ToolState): boolean {
  return effects.some((effect) => effect.kind === 'cilium-agent-degraded' && effect.node === node.name);
}

/** The health of all nodes as this one's probes find it. */
function healthOf({ node, nodes, effects, now }: ToolState): {
  readonly local: unknown;
  readonly nodes: readonly unknown[];
  readonly timestamp: string;
} {
  const cut = new Set(effects.flatMap((effect) => (effect.kind === 'underlay-cut' ? [effect.node] : [])));
  const probe = (peer: WorldNode, ip: string) => {
    const lost = peer !== node && (cut.has(node.name) || cut.has(peer.name));
    const latency = peer === node ? 190_000 : 540_000;
    return {
      'primary-address': {
        http: lost
          ? {
              status: `Get "http://${ip}:4240/hello": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
            }
          : { latency: latency + 260_000 },
        icmp: lost ? { status: 'Connection timed out' } : { latency },
        ip,
      },
    };
  };
  return {
    local: { name: node.name },
    nodes: nodes.map((peer) => ({
      'health-endpoint': probe(peer, peer.podCidr.replace('0/24', '251')),
      host: probe(peer, peer.address),
      name: peer.name,
    })),
    timestamp: new Date(now).toISOString(),
  };
}

function statusOf(state: ToolState, pods: readonly Pod[]): unknown {
  const { node, now } = state;
  const degraded = isDegraded(state);
  const why = 'unable to reach the API server: Get "https://10.96.0.1:443/livez": dial tcp 10.96.0.1:443: i/o timeout';
  const at = new Date(now - 21_000).toISOString();
  const well = {
    'last-failure-timestamp': '0001-01-01T00:00:00.000Z',
    'last-success-timestamp': at,
    'success-count': 4211,
  };
  const controllers = [
    'cilium-health-ep',
    'dns-garbage-collector-job',
    'endpoint-gc',
    'ipcache-inject-labels',
    'k8s-heartbeat',
  ];
  return {
    'bandwidth-manager': { enabled: false },
    cilium: degraded
      ? { msg: `1.18.4 (v1.18.4-f2fdeb5e)    ${why}`, state: 'Failure' }
      : { msg: '1.18.4 (v1.18.4-f2fdeb5e)', state: 'Ok' },
    cluster: { ciliumHealth: { state: 'Ok' }, self: `default/${node.name}` },
    'cluster-health': healthOf(state).nodes,
    'cni-chaining': { mode: 'none' },
    'cni-file': {
      msg: 'successfully wrote CNI configuration file to /host/etc/cni/net.d/05-cilium.conflist',
      state: 'Ok',
    },
    'container-runtime': {},
    controllers: controllers.map((name) => ({
      configuration: { 'error-retry': true, 'error-retry-base': '0s', interval: '1m0s' },
      name,
      status:
        degraded && name === 'k8s-heartbeat'
          ? {
              ...well,
              'consecutive-failure-count': 9,
              'failure-count': 9,
              'last-failure-msg': why,
              'last-failure-timestamp': at,
            }
          : well,
    })),
    encryption: { mode: 'Disabled' },
    'host-firewall': { mode: 'Disabled' },
    hubble: {
      metrics: { state: 'Disabled' },
      observer: { 'current-flows': 4095, 'max-flows': 4095, 'seen-flows': 812_403, uptime: 1_036_800_000_000_000 },
      state: 'Ok',
    },
    'identity-range': { 'max-identity': 65535, 'min-identity': 256 },
    ipam: {
      allocations: {
        [routerAddress(node)]: 'router',
        [node.podCidr.replace('0/24', '251')]: 'health',
        ...Object.fromEntries(
          pods.map(({ metadata, status: { podIP = '' } }) => [podIP, `${metadata.namespace}/${metadata.name}`]),
        ),
      },
      status: `${pods.length + 2}/254 allocated from ${node.podCidr}, `,
    },
    'kube-proxy-replacement': { mode: 'False' },
    kubernetes: degraded
      ? { msg: why, state: 'Failure' }
      : {
          'k8s-api-versions': [
            'EndpointSliceOrEndpoint',
            'cilium/v2::CiliumNode',
            'core/v1::Pods',
            'networking.k8s.io/v1::NetworkPolicy',
          ],
          msg: '1.34 (v1.34.2) [linux/amd64]',
          state: 'Ok',
        },
    kvstore: { state: 'Disabled' },
    masquerading: { enabled: true, enabledProtocols: { ipv4: true, ipv6: false }, mode: 'IPTables' },
    nodeMonitor: { cpus: 4, npages: 64, pagesize: 4096 },
    proxy: { ip: routerAddress(node), 'port-range': '10000-20000', 'total-redirects': 0 },
    routing: { 'inter-host-routing-mode': 'Tunnel', 'intra-host-routing-mode': 'Legacy', 'tunnel-protocol': 'vxlan' },
    stale: {},
  };
}

function endpointOf({ effects }: ToolState, pod: Pod): unknown {
  const { name, namespace = '', labels = {} } = pod.metadata;
  const isNotReady = effects.some(
    (effect) =>
      effect.kind === 'cilium-endpoint-not-ready' &&
      effect.namespace === namespace &&
      name.startsWith(effect.podPrefix),
  );
  const state = isNotReady ? 'not-ready' : 'ready';
  return {
    id: endpointId(pod),
    spec: { 'label-configuration': {}, options: { PolicyVerdictNotification: 'Enabled' } },
    status: {
      'external-identifiers': { 'k8s-namespace': namespace, 'k8s-pod-name': name, 'pod-name': `${namespace}/${name}` },
      health: isNotReady
        ? { bpf: 'Failure', connected: true, overallHealth: 'Failure', policy: 'OK' }
        : { bpf: 'OK', connected: true, overallHealth: 'OK', policy: 'OK' },
      identity: {
        id: identityOf(pod),
        labels: [
          ...Object.entries(labels).map(([key, value]) => `k8s:${key}=${value}`),
          `k8s:io.kubernetes.pod.namespace=${namespace}`,
        ].toSorted(),
      },
      networking: { addressing: [{ ipv4: pod.status.podIP ?? '' }] },
      policy: { realized: { 'policy-enabled': 'none' } },
      state,
    },
  };
}

/** Without policies of its own an endpoint's map lets everything through, both ways. */
function policyMapOf(pod: Pod): unknown {
  const entry = (direction: 0 | 1, packets: number) => ({
    Bytes: packets * 96,
    DestPortNetwork: 0,
    Flags: 0,
    Key: { DestPortNetwork: 0, Identity: 0, Nexthdr: 0, Prefixlen: 40, TrafficDirection: direction },
    Packets: packets,
    ProxyPortNetwork: 0,
  });
  return { Content: [entry(0, 1840), entry(1, 1791)], EndpointID: String(endpointId(pod)) };
}
