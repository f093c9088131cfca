import { describe, expect, it } from 'vitest';
import { kernelRules } from '../../../src/tools/node-log/kernel-rules.ts';
import { kubeletRules } from '../../../src/tools/node-log/kubelet-rules.ts';
import { nodeLogLine } from '../../../src/tools/node-log/line.ts';
import { runtimeRules } from '../../../src/tools/node-log/runtime-rules.ts';
import { type LogRule, markLine } from '../../../src/tools/log/rules.ts';

const journal = (program: string, text: string) => `2026-11-23T10:00:00.000001+0000 worker-1 ${program}[812]: ${text}`;
const marked = (line: string, rules: readonly LogRule[]) => {
  const read = nodeLogLine(line);
  return read === undefined ? undefined : markLine(read, rules);
};

describe('lines of a node that are known', () => {
  it.each<[string, string, string]>([
    [
      'E1123 10:00:00.000001     812 kubelet.go:2862] "Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"',
      'sick',
      'no CNI is ready on this node',
    ],
    [
      'E1123 10:00:00.000001     812 pod_workers.go:1298] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"web-1_shop\\" with CreatePodSandboxError: \\"rpc error: code = Unknown desc = failed to setup network for sandbox \\\\\\"3f2a\\\\\\": plugin type=\\\\\\"flannel\\\\\\" failed (add): loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory\\""',
      'sick',
      'flannel has no subnet on this node yet: pods get no network',
    ],
    [
      'E1123 10:00:00.000001     812 remote_runtime.go:193] "RunPodSandbox from runtime service failed" err="failed to find plugin \\"portmap\\" in path [/opt/cni/bin]"',
      'sick',
      'the CNI plugin portmap is not installed',
    ],
    [
      'I1123 10:00:00.000001     812 prober.go:107] "Probe failed" probeType="Readiness" pod="kube-system/calico-node-x" podUID="1" containerName="calico-node"',
      'odd',
      'the Readiness probe of kube-system/calico-node-x fails',
    ],
    [
      'I1123 10:00:00.000001     812 kubelet_node_status.go:76] "Successfully registered node" node="worker-1"',
      'healthy',
      'the node is registered and ready',
    ],
  ])('of the kubelet: %s', (line, mark, meaning) => {
    expect(marked(journal('kubelet', line), kubeletRules)).toMatchObject({ mark, meaning });
  });

  it.each<[string, string, string]>([
    [
      'time="2026-11-23T10:00:00Z" level=error msg="failed to load cni during init, please check CRI plugin status before setting up network for pods" error="cni config load failed: no network config found in /etc/cni/net.d: cni plugin not initialized: failed to load cni config"',
      'sick',
      'there is no CNI configuration in /etc/cni/net.d',
    ],
    [
      'time="2026-11-23T10:00:00Z" level=error msg="RunPodSandbox for &PodSandboxMetadata{Name:web-1,} failed, error" error="failed to setup network for sandbox \\"3f2a\\": plugin type=\\"calico\\" failed (add): error getting ClusterInformation: connection is unauthorized"',
      'sick',
      'the CNI plugin calico failed (add): error getting ClusterInformation: connection is unauthorized',
    ],
  ])('of containerd: %s', (line, mark, meaning) => {
    expect(marked(journal('containerd', line), runtimeRules)).toMatchObject({ mark, meaning });
  });

  it.each<[string, string, string]>([
    [
      '[12345.678901] nf_conntrack: nf_conntrack: table full, dropping packet',
      'sick',
      'the table of tracked connections is full: new connections are dropped',
    ],
    [
      '[Mon Nov 23 10:00:00 2026] neighbour: arp_cache: neighbor table overflow!',
      'sick',
      'the neighbour table is full: new addresses are not found (net.ipv4.neigh.default.gc_thresh*)',
    ],
    [
      journal('kernel', 'IPv4: martian source 10.244.1.5 from 10.244.2.8, on dev eth0').replace('[812]', ''),
      'odd',
      'a packet to 10.244.1.5 from 10.244.2.8 came on eth0, where it cannot come from: rp_filter or a wrong route',
    ],
    [
      'Nov 23 10:00:00 worker-1 kernel: [12345.67] calico-packet: IN=cali1 OUT=eth0 MAC= SRC=10.244.1.5 DST=10.244.2.8 LEN=60 PROTO=TCP SPT=1 DPT=80',
      'note',
      'a Log rule saw 10.244.1.5 to 10.244.2.8, TCP 80',
    ],
  ])('of the kernel: %s', (line, mark, meaning) => {
    expect(marked(line, kernelRules)).toMatchObject({ mark, meaning });
  });
});
