import { distrolessImage, nodeNetworkImage } from '../images.ts';
import type { WorkloadPlan } from '../workload.ts';

const day = 86_400_000;
const everyNode = ['worker-1', 'worker-2', 'worker-3'];

/** DNS, service proxy, metrics, and the enforcer of NetworkPolicies: flannel itself enforces none. */
export const kubeSystemWorkloads: readonly WorkloadPlan[] = [
  {
    kind: 'Deployment',
    namespace: 'kube-system',
    name: 'coredns',
    labels: { 'k8s-app': 'kube-dns' },
    nodes: ['worker-1', 'worker-2'],
    serviceAccount: 'coredns',
    age: 12 * day,
    containers: [
      {
        name: 'coredns',
        image: distrolessImage('registry.k8s.io/coredns/coredns:v1.12.4'),
        listeners: [
          { port: 53, protocol: 'UDP', serves: 'dns' },
          { port: 53, protocol: 'TCP', serves: 'dns' },
          { port: 9153, protocol: 'TCP', serves: 'http', bodyBytes: 20_480 },
        ],
        portNames: { 53: 'dns', 9153: 'metrics' },
        logs: {
          start: [
            'maxprocs: Leaving GOMAXPROCS=4: CPU quota undefined',
            '.:53',
            '[INFO] plugin/reload: Running configuration SHA512 = 1b226df79860026c6a52e67daa10d7f0d57ec5b023288ec00c5e05f93523c894564e15b91770d3a07ae1cfbe861d15b37d4a0027e69c546ab112970993a3b03b',
            'CoreDNS-1.12.4',
            'linux/amd64, go1.24.6, 1db4568',
          ],
          loop: [
            '[INFO] 10.244.1.4:40211 - 51933 "A IN backend.shop.svc.cluster.local. udp 48 false 512" NOERROR qr,aa,rd 94 0.000131s',
            '[INFO] 10.244.3.3:51724 - 9411 "AAAA IN backend.shop.svc.cluster.local. udp 48 false 512" NOERROR qr,aa,rd 141 0.000118s',
          ],
          every: 8,
        },
        manifest: { args: ['-conf', '/etc/coredns/Corefile'] },
      },
    ],
  },
  {
    kind: 'DaemonSet',
    namespace: 'kube-system',
    name: 'kube-proxy',
    labels: { 'k8s-app': 'kube-proxy' },
    nodes: everyNode,
    hostNetwork: true,
    serviceAccount: 'kube-proxy',
    age: 12 * day,
    containers: [
      {
        name: 'kube-proxy',
        image: nodeNetworkImage('registry.k8s.io/kube-proxy:v1.34.2'),
        listeners: [],
        logs: {
          start: [
            'I{klog}       1 server_linux.go:53] "Using nftables proxy"',
            'I{klog}       1 server.go:527] "Version info" version="v1.34.2"',
            'I{klog}       1 shared_informer.go:356] "Caches are synced" controller="service config"',
            'I{klog}       1 shared_informer.go:356] "Caches are synced" controller="endpoint slice config"',
          ],
          loop: [],
          every: 60,
        },
        manifest: {
          command: ['/usr/local/bin/kube-proxy', '--config=/var/lib/kube-proxy/config.conf'],
          securityContext: { privileged: true },
        },
      },
    ],
  },
  {
    kind: 'DaemonSet',
    namespace: 'kube-system',
    name: 'kube-network-policies',
    labels: { app: 'kube-network-policies', 'k8s-app': 'kube-network-policies' },
    nodes: everyNode,
    hostNetwork: true,
    serviceAccount: 'kube-network-policies',
    age: 12 * day,
    containers: [
      {
        name: 'kube-network-policies',
        image: distrolessImage('registry.k8s.io/networking/kube-network-policies:v1.0.0'),
        listeners: [],
        logs: {
          start: [
            'I{klog}       1 controller.go:331] "Starting controller" name="kube-network-policies"',
            'I{klog}       1 controller.go:343] "Caches are synced" controller="kube-network-policies"',
            'I{klog}       1 controller.go:569] "Syncing nftables rules"',
          ],
          loop: [],
          every: 60,
        },
        manifest: { securityContext: { capabilities: { add: ['NET_ADMIN'] } } },
      },
    ],
  },
  {
    kind: 'Deployment',
    namespace: 'kube-system',
    name: 'metrics-server',
    labels: { 'k8s-app': 'metrics-server' },
    nodes: ['worker-3'],
    serviceAccount: 'metrics-server',
    age: 12 * day,
    containers: [
      {
        name: 'metrics-server',
        image: distrolessImage('registry.k8s.io/metrics-server/metrics-server:v0.8.0'),
        listeners: [{ port: 10_250, protocol: 'TCP', serves: 'tcp' }],
        portNames: { 10250: 'https' },
        logs: { start: ['I{klog}       1 secure_serving.go:213] Serving securely on [::]:10250'], loop: [], every: 60 },
      },
    ],
  },
];
