import { nodeNetworkImage } from '../images.ts';
import type { WorkloadPlan } from '../workload.ts';

/** flannel's agent on every node, as its own manifest deploys it. */
export const kubeFlannelWorkloads: readonly WorkloadPlan[] = [
  {
    kind: 'DaemonSet',
    namespace: 'kube-flannel',
    name: 'kube-flannel-ds',
    labels: { app: 'flannel', 'k8s-app': 'flannel', tier: 'node' },
    nodes: ['worker-1', 'worker-2', 'worker-3'],
    hostNetwork: true,
    serviceAccount: 'flannel',
    age: 12 * 86_400_000,
    containers: [
      {
        name: 'kube-flannel',
        image: nodeNetworkImage('ghcr.io/flannel-io/flannel:v0.27.4'),
        listeners: [],
        logs: {
          start: [
            'I{klog}       1 kube.go:139] Waiting 10m0s for node controller to sync',
            'I{klog}       1 kube.go:469] Starting kube subnet manager',
            'I{klog}       1 kube.go:146] Node controller sync successful',
            'I{klog}       1 main.go:239] Installing signal handlers',
            'I{klog}       1 main.go:519] Found network config - Backend type: vxlan',
            'I{klog}       1 match.go:211] Determining IP address of default interface',
            'I{klog}       1 vxlan.go:141] VXLAN config: VNI=1 Port=0 GBP=false Learning=false DirectRouting=false',
            'I{klog}       1 main.go:377] Wrote subnet file to /run/flannel/subnet.env',
            'I{klog}       1 main.go:381] Running backend.',
            'I{klog}       1 vxlan_network.go:68] watching for new subnet leases',
          ],
          loop: [],
          every: 60,
        },
        manifest: {
          command: ['/opt/bin/flanneld'],
          args: ['--ip-masq', '--kube-subnet-mgr'],
          securityContext: { privileged: false, capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
        },
      },
    ],
  },
];
