import { logReader } from '../log/reader.ts';
import type { LogRule } from '../log/rules.ts';
import { nodeLogLine } from './line.ts';

/** What a CNI plugin says through whoever called it: kubelet and the container runtimes write the same words (libcni). */
export const pluginRules: readonly LogRule[] = [
  {
    pattern: /open \/run\/flannel\/subnet\.env: no such file or directory/,
    mark: 'sick',
    meaning: 'flannel has no subnet on this node yet: pods get no network',
  },
  {
    pattern: /failed to find plugin \\*"([^"\\]+)\\*" in path/,
    mark: 'sick',
    meaning: 'the CNI plugin $1 is not installed',
  },
  {
    pattern: /plugin type=\\*"([^"\\]+)\\*"(?: name=\\*"[^"\\]*\\*")? failed \((\w+)\): (.{0,200})/,
    mark: 'sick',
    meaning: 'the CNI plugin $1 failed ($2): $3',
  },
  {
    pattern: /(?:no network config found in|No CNI configuration file in|no networks found in) (\S+?)[/:.]*(?:\s|$)/,
    mark: 'sick',
    meaning: 'there is no CNI configuration in $1',
  },
  {
    pattern: /cni (?:plugin not initialized|config uninitialized)|NetworkPluginNotReady/,
    mark: 'sick',
    meaning: 'no CNI is ready on this node',
  },
  { pattern: /cni config load failed: (.{0,200})/, mark: 'sick', meaning: 'the CNI configuration cannot be used: $1' },
  {
    pattern: /failed to (?:setup|set up) network for sandbox \\*"?\w+\\*"?: (.{0,200})/,
    mark: 'sick',
    meaning: 'a pod gets no network: $1',
  },
];

/** Lines of the kubelet that tell how pods and the node are. */
export const kubeletRules: readonly LogRule[] = [
  ...pluginRules,
  { pattern: /network is not ready/i, mark: 'sick', meaning: 'pods wait: the network of the node is not ready' },
  {
    pattern: /Failed to create (?:pod )?sandbox|CreatePodSandboxError/i,
    mark: 'sick',
    meaning: 'a pod cannot be started: its sandbox fails',
  },
  { pattern: /x509: certificate has expired/, mark: 'sick', meaning: 'a certificate has expired' },
  { pattern: /PLEG is not healthy/, mark: 'sick', meaning: 'the container runtime is too slow to answer' },
  { pattern: /Node became not ready|reason="KubeletNotReady"/, mark: 'sick', meaning: 'the node became not ready' },
  {
    pattern:
      /(?:Error updating node status|Unable to register node|Failed to update lease|Failed to ensure lease exists)/,
    mark: 'sick',
    meaning: 'the kubelet does not reach the API server',
  },
  {
    pattern: /dial tcp (\S+): .*(?:i\/o timeout|connection refused|no route to host|network is unreachable)/,
    mark: 'odd',
    meaning: 'no connection to $1',
  },
  { pattern: /Failed to (?:list|watch) /i, mark: 'odd', meaning: 'the kubelet cannot read from the API server' },
  { pattern: /"?Probe failed"? probeType="(\w+)" pod="([^"]+)"/, mark: 'odd', meaning: 'the $1 probe of $2 fails' },
  {
    pattern: /Nameserver limits (?:were )?exceeded/,
    mark: 'odd',
    meaning: 'more than three name servers: some are left out for pods',
  },
  {
    pattern: /Successfully registered node|just became ready|Node became ready/i,
    mark: 'healthy',
    meaning: 'the node is registered and ready',
  },
];

/** Reads a saved log of the kubelet. */
export const kubeletLogReader = logReader({
  tool: 'kubelet-log',
  about: 'the journal of the kubelet, of k3s and RKE2',
  line: nodeLogLine,
  rules: kubeletRules,
});
